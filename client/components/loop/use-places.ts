import { type RefObject, useLayoutEffect, useState } from 'react'
import type { Place } from './loop-paths.ts'

interface Layout {
  readonly width: number
  readonly height: number
  readonly places: readonly Place[]
}

/** Where the direct children of an element with `data-station` stand in it; measured again whenever its size changes. */
export function usePlaces(frame: RefObject<HTMLElement | null>): Layout {
  const [layout, setLayout] = useState<Layout>({ width: 0, height: 0, places: [] })
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    const observer = new ResizeObserver(() => setLayout(measure(element)))
    observer.observe(element)
    setLayout(measure(element))
    return () => observer.disconnect()
  }, [frame])
  return layout
}

function measure(frame: HTMLElement): Layout {
  const stations = [...frame.querySelectorAll<HTMLElement>('[data-station]')]
  return {
    width: frame.offsetWidth,
    height: frame.offsetHeight,
    places: stations.map(({ offsetLeft, offsetTop, offsetWidth, offsetHeight }) => ({
      left: offsetLeft,
      right: offsetLeft + offsetWidth,
      top: offsetTop,
      bottom: offsetTop + offsetHeight,
    })),
  }
}
