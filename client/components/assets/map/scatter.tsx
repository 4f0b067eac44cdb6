import { useElementSize, useMergedRef } from '@mantine/hooks'
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { EmbeddingMap } from '#shared/domain/embedding.ts'
import type { Point } from '#shared/shapes/index.ts'
import { t } from '../../../i18n.ts'
import { placeOf } from './draw-points.ts'
import { createPointIndex } from './map-points.ts'
import { fitted, type MapView, moved, onMap, onScreen, showing, zoomed } from './map-view.ts'
import type { Grouping } from './point-groups.ts'
import styles from './scatter.module.css'
import { useMapFrame } from './use-map-frame.ts'

const REACH_PX = 10
const WHEEL_STEP = 0.0015
const KEY_ZOOM = 1.4
const CLICK_PX = 4

/** A point with where it is on the screen, and in which half of the map. */
export interface Hovered extends Point {
  readonly point: number
  readonly atEnd: boolean
  readonly atBottom: boolean
}

interface Props {
  readonly map: EmbeddingMap
  readonly grouping: Grouping
  readonly selected: ReadonlySet<number>
  readonly focus: number | null
  /** A drag draws a lasso; otherwise it moves the map, and with Shift it draws one. */
  readonly lassoing: boolean
  readonly onSelect: (selected: ReadonlySet<number>) => void
  readonly onFocus: (point: number) => void
  readonly onOpen: (point: number) => void
  readonly onHover: (hovered: Hovered | null) => void
  /** What is said of the point in focus. */
  readonly describedBy: string
}

/** Every image as a point on one canvas: wheel zooms, drag moves, Shift and drag select, arrows go from point to point. */
export function Scatter({ map, grouping, selected, focus, lassoing, onSelect, onFocus, onOpen, onHover, describedBy }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { ref: sized, width, height } = useElementSize<HTMLCanvasElement>()
  const element = useMergedRef(canvas, sized)
  const size = useMemo(() => ({ width, height }), [width, height])
  const index = useMemo(() => createPointIndex(map), [map])
  const [chosen, setView] = useState<MapView | null>(null)
  const view = chosen ?? fitted(size)
  const [lasso, setLasso] = useState<readonly Point[]>([])
  const drag = useRef<{ from: Point; last: Point; selects: boolean; adds: boolean } | null>(null)

  useMapFrame(canvas, { map, grouping, selected, focus, lasso, view, width, height })

  // React listens to the wheel passively, which could not keep the page from scrolling.
  useEffect(() => {
    const target = canvas.current
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const at = { x: event.offsetX, y: event.offsetY }
      setView((before) => zoomed(before ?? fitted(size), at, Math.exp(-event.deltaY * WHEEL_STEP), size))
    }
    target?.addEventListener('wheel', onWheel, { passive: false })
    return () => target?.removeEventListener('wheel', onWheel)
  }, [size])

  const under = (at: Point): number | null => index.at(onMap(view, at), REACH_PX / view.scale)

  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const at = placeIn(event)
    drag.current = { from: at, last: at, selects: lassoing || event.shiftKey, adds: event.ctrlKey || event.metaKey }
  }
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const at = placeIn(event)
    if (!drag.current) {
      const point = under(at)
      if (point === null) return onHover(null)
      const place = onScreen(view, placeOf(map, point))
      return onHover({ point, ...place, atEnd: place.x > width / 2, atBottom: place.y > height / 2 })
    }
    const { last, selects } = drag.current
    if (selects) setLasso((line) => [...line, at])
    else setView(moved(view, { x: at.x - last.x, y: at.y - last.y }))
    drag.current.last = at
    onHover(null)
  }
  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
    const ended = drag.current
    drag.current = null
    setLasso([])
    if (!ended) return
    const at = placeIn(event)
    if (Math.hypot(at.x - ended.from.x, at.y - ended.from.y) < CLICK_PX && lasso.length < 3) return click(under(at), ended.adds)
    if (!ended.selects) return
    const inside = index.inside(lasso.map((corner) => onMap(view, corner)))
    onSelect(new Set(ended.adds ? [...selected, ...inside] : inside))
  }
  const click = (point: number | null, adds: boolean) => {
    if (point === null) return onSelect(new Set())
    onFocus(point)
    if (!adds) return onSelect(new Set([point]))
    const toggled = new Set(selected)
    if (!toggled.delete(point)) toggled.add(point)
    onSelect(toggled)
  }
  const middle = { x: width / 2, y: height / 2 }
  const acts = new Map([
    ['+', () => setView(zoomed(view, middle, KEY_ZOOM, size))],
    ['-', () => setView(zoomed(view, middle, 1 / KEY_ZOOM, size))],
    ['0', () => setView(null)],
    ['Escape', () => onSelect(new Set())],
    ['Enter', () => focus !== null && onOpen(focus)],
    [' ', () => focus !== null && click(focus, true)],
  ])
  const onKeyDown = (event: KeyboardEvent) => {
    const next = focus === null ? index.at(onMap(view, middle), 1) : index.towards(focus, event.key)
    if (next !== null && event.key.startsWith('Arrow')) {
      onFocus(next)
      setView(showing(view, placeOf(map, next), size))
    } else if (acts.has(event.key)) acts.get(event.key)?.()
    else return
    event.preventDefault()
  }

  return (
    <div
      className={styles.scatter}
      data-lassoing={lassoing}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows go from point to point on it
      tabIndex={0}
      role="application"
      aria-label={t('Map of all images')}
      aria-describedby={describedBy}
      onKeyDown={onKeyDown}
      data-testid="map"
    >
      <canvas
        ref={element}
        className={styles.canvas}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerLeave={() => onHover(null)}
        onDoubleClick={(event) => {
          const point = under({ x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY })
          if (point !== null) onOpen(point)
        }}
      />
    </div>
  )
}

const placeIn = ({ nativeEvent: { offsetX, offsetY } }: PointerEvent): Point => ({ x: offsetX, y: offsetY })
