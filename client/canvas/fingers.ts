import type { Point } from '#shared/shapes/index.ts'

/** A finger that rests this long where it was put means the thing under it, in milliseconds. */
const LONG_PRESS_MS = 500
/** A finger trembles within this distance, in screen pixels. */
const TREMBLE = 8
/** Fingers closer than this tell no scale, in screen pixels. */
const CLOSEST = 16

export interface FingerDeps {
  /** Whether one finger is for the tool; else it moves the view. */
  readonly mayDraw: () => boolean
  readonly down: (event: PointerEvent) => void
  readonly move: (event: PointerEvent) => void
  readonly up: (event: PointerEvent) => void
  /** What the finger began is no gesture of the tool after all. */
  readonly cancel: () => void
  readonly panBy: (dx: number, dy: number) => void
  readonly zoomBy: (factor: number, screen: Point) => void
  readonly onLongPress: (screen: Point) => void
}

/** What the fingers on the screen are doing together; `pressed` may still become anything. */
type Doing =
  | { readonly kind: 'nothing' | 'drawing' | 'pinching' | 'spent' }
  | { readonly kind: 'pressed'; readonly event: PointerEvent; readonly from: Point }
  | { readonly kind: 'panning' }

/**
 * Fingers on the stage: one draws or moves the view, two pinch and move it, one that rests asks for the menu. A finger is told to
 * the tool only once it moves or lifts, so that the first of two leaves no dot behind.
 */
export function createFingers(deps: FingerDeps) {
  const places = new Map<number, Point>()
  let doing: Doing = { kind: 'nothing' }
  let timer: ReturnType<typeof setTimeout> | undefined

  function rest(place: Point) {
    if (doing.kind !== 'pressed') return
    doing = { kind: 'spent' }
    deps.onLongPress(place)
  }

  function drop() {
    clearTimeout(timer)
    if (doing.kind === 'drawing') deps.cancel()
    doing = { kind: places.size > 0 ? 'spent' : 'nothing' }
  }

  function travel(event: PointerEvent, before: Point, now: Point) {
    if (doing.kind === 'pressed') {
      if (distance(doing.from, now) < TREMBLE) return
      clearTimeout(timer)
      const pressed = doing
      doing = { kind: deps.mayDraw() ? 'drawing' : 'panning' }
      if (doing.kind === 'drawing') deps.down(pressed.event)
      else return deps.panBy(now.x - pressed.from.x, now.y - pressed.from.y)
    }
    if (doing.kind === 'drawing') return deps.move(event)
    if (doing.kind === 'panning') return deps.panBy(now.x - before.x, now.y - before.y)
    if (doing.kind === 'pinching') pinch(event.pointerId, before, now)
  }

  function pinch(id: number, before: Point, now: Point) {
    const other = [...places].find(([otherId]) => otherId !== id)?.[1]
    if (!other) return
    deps.panBy((now.x - before.x) / 2, (now.y - before.y) / 2)
    const ratio = Math.max(distance(now, other), CLOSEST) / Math.max(distance(before, other), CLOSEST)
    deps.zoomBy(ratio, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 })
  }

  return {
    down(event: PointerEvent, place: Point) {
      places.set(event.pointerId, place)
      clearTimeout(timer)
      if (places.size === 1) {
        doing = { kind: 'pressed', event, from: place }
        timer = setTimeout(() => rest(place), LONG_PRESS_MS)
        return
      }
      drop()
      if (places.size === 2) doing = { kind: 'pinching' }
    },
    move(event: PointerEvent, place: Point) {
      const before = places.get(event.pointerId)
      if (!before) return
      travel(event, before, place)
      places.set(event.pointerId, place)
    },
    up(event: PointerEvent) {
      if (!places.delete(event.pointerId)) return
      clearTimeout(timer)
      if (doing.kind === 'pressed' && deps.mayDraw()) deps.down(doing.event)
      if (doing.kind === 'drawing' || (doing.kind === 'pressed' && deps.mayDraw())) deps.up(event)
      // A finger left over from two moves the view on; it must not begin to draw.
      if (places.size === 0) doing = { kind: 'nothing' }
      else doing = { kind: places.size === 1 && doing.kind === 'pinching' ? 'panning' : 'spent' }
    },
    cancel(event: PointerEvent) {
      if (!places.delete(event.pointerId)) return
      drop()
    },
    /** A pen came: whatever the fingers (or the palm) began is over. */
    drop,
  }
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)
