import { type PointerEvent as ReactPointerEvent, type RefObject, useRef, useState } from 'react'
import type { Stretch } from './picking.ts'

/** CSS pixels: less is a click with an unsteady hand. */
const LEAST_DRAG_PX = 5

/** A rectangle drawn with the mouse over an element; `onStretch` hears every new one. */
export function useStretch(element: RefObject<HTMLElement | null>, onStretch: (place: Stretch) => void) {
  const [place, setPlace] = useState<Stretch | null>(null)
  const dragged = useRef(false)
  const latest = useRef(onStretch)
  latest.current = onStretch

  function onPointerDown(event: ReactPointerEvent) {
    dragged.current = false
    // Fingers scroll; the scroll bar is not part of the picture.
    if (event.button !== 0 || event.pointerType === 'touch' || !element.current?.contains(event.target as Node)) return
    const from = placeIn(event.nativeEvent)
    const move = (later: PointerEvent) => {
      const to = placeIn(later)
      if (!dragged.current && Math.hypot(to.x - from.x, to.y - from.y) < LEAST_DRAG_PX) return
      dragged.current = true
      const stretch = {
        left: Math.min(from.x, to.x),
        top: Math.min(from.y, to.y),
        right: Math.max(from.x, to.x),
        bottom: Math.max(from.y, to.y),
      }
      setPlace(stretch)
      latest.current(stretch)
    }
    const end = () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', end)
      setPlace(null)
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', end)
  }

  function placeIn({ clientX, clientY }: PointerEvent): { x: number; y: number } {
    const corner = element.current?.getBoundingClientRect()
    return { x: clientX - (corner?.left ?? 0), y: clientY - (corner?.top ?? 0) }
  }

  return { place, onPointerDown, wasDragged: () => dragged.current }
}
