import type { Point } from '#shared/shapes/index.ts'
import type { ToolRunner } from './tool-runner.ts'
import type { PointerInput } from './tools/tool.ts'

/** How fast a wheel zooms: natural logarithm of the scale per pixel of wheel travel; pinches send less travel. */
const ZOOM_PER_WHEEL_PIXEL = 0.0016
const ZOOM_PER_PINCH_PIXEL = 0.01
const PIXELS_PER_WHEEL_LINE = 16
const MAIN_BUTTON = 0
const MIDDLE_BUTTON = 1
/** What a mouse presses with, as in the Pointer Events specification. */
const NO_PRESSURE = 0.5
const AGAIN_WITHIN_MS = 350
const AGAIN_WITHIN_PIXELS = 6

interface PointerInputDeps {
  readonly element: HTMLElement
  readonly runner: ToolRunner
  /** From CSS pixels of the element to image pixels. */
  readonly toImage: (screen: Point) => Point
  readonly panBy: (dx: number, dy: number) => void
  readonly zoomBy: (factor: number, screen: Point) => void
  /** The pointer's place on the screen; null when it has left. */
  readonly onPointer: (screen: Point | null) => void
}

/** Turns what a mouse, pen or finger does on the stage into gestures of the tool, panning (middle button, space) and zooming (wheel). */
export function listenToPointer({ element, runner, toImage, panBy, zoomBy, onPointer }: PointerInputDeps): () => void {
  let panFrom: Point | null = null
  let isSpaceDown = false
  const presses = countPresses()

  const place = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const input = (event: PointerEvent): PointerInput => ({
    point: toImage(place(event)),
    shift: event.shiftKey,
    ctrl: event.ctrlKey || event.metaKey,
    alt: event.altKey,
    pressure: event.pointerType === 'mouse' ? NO_PRESSURE : event.pressure,
    clicks: presses.count(event),
  })

  function showCursor(event: PointerEvent) {
    if (panFrom) element.style.cursor = 'grabbing'
    else element.style.cursor = isSpaceDown ? 'grab' : runner.cursor(input(event))
  }

  const listeners = {
    pointerdown(event: PointerEvent) {
      const isPan = event.button === MIDDLE_BUTTON || (event.button === MAIN_BUTTON && isSpaceDown)
      if (!isPan && event.button !== MAIN_BUTTON) return
      element.setPointerCapture(event.pointerId)
      if (isPan) {
        event.preventDefault()
        panFrom = place(event)
      } else runner.down(input(event))
      showCursor(event)
    },
    pointermove(event: PointerEvent) {
      const now = place(event)
      if (panFrom) {
        panBy(now.x - panFrom.x, now.y - panFrom.y)
        panFrom = now
      } else runner.move(input(event))
      if (!runner.isBusy()) showCursor(event)
      onPointer(now)
    },
    pointerup(event: PointerEvent) {
      if (panFrom) panFrom = null
      else if (event.button === MAIN_BUTTON) runner.up(input(event))
      showCursor(event)
    },
    pointercancel() {
      panFrom = null
      runner.cancel()
    },
    pointerleave: () => onPointer(null),
    wheel(event: WheelEvent) {
      event.preventDefault()
      const travel = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PIXELS_PER_WHEEL_LINE : 1
      if (event.shiftKey) return panBy(-(event.deltaX || event.deltaY) * travel, 0)
      const speed = event.ctrlKey ? ZOOM_PER_PINCH_PIXEL : ZOOM_PER_WHEEL_PIXEL
      zoomBy(Math.exp(-event.deltaY * travel * speed), place(event))
    },
    contextmenu: (event: MouseEvent) => event.preventDefault(),
    auxclick: (event: MouseEvent) => event.preventDefault(),
  }
  const keyboard = {
    keydown(event: KeyboardEvent) {
      if (event.code !== 'Space' || isTyping(event.target)) return
      event.preventDefault()
      isSpaceDown = true
    },
    keyup(event: KeyboardEvent) {
      if (event.code === 'Space') isSpaceDown = false
    },
  }

  for (const [name, listener] of Object.entries(listeners))
    element.addEventListener(name, listener as EventListener, { passive: false })
  for (const [name, listener] of Object.entries(keyboard)) window.addEventListener(name, listener as EventListener)
  return () => {
    for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener as EventListener)
    for (const [name, listener] of Object.entries(keyboard)) window.removeEventListener(name, listener as EventListener)
  }
}

// Pointer events do not count clicks as mouse events do.
function countPresses() {
  let last = { at: Number.NEGATIVE_INFINITY, x: 0, y: 0, count: 0 }
  return {
    count({ type, timeStamp, clientX, clientY }: PointerEvent): number {
      if (type !== 'pointerdown') return last.count
      const isAgain =
        timeStamp - last.at < AGAIN_WITHIN_MS && Math.hypot(clientX - last.x, clientY - last.y) < AGAIN_WITHIN_PIXELS
      last = { at: timeStamp, x: clientX, y: clientY, count: isAgain ? last.count + 1 : 1 }
      return last.count
    },
  }
}

/** Whether keys go into a text field, or press a button that has the focus. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, button, a, [role=slider]'))
