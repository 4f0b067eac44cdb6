import type { Point } from '#shared/shapes/index.ts'
import { createFingers } from './fingers.ts'
import type { ToolRunner } from './tool-runner.ts'
import type { PointerInput } from './tools/tool.ts'
import type { FingerChoice } from './view-aids/view-options.ts'

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
/** A touch this soon after a pen was near is the hand that holds it, in milliseconds. */
const PALM_WITHIN_MS = 500

interface PointerInputDeps {
  readonly element: HTMLElement
  readonly runner: ToolRunner
  /** From CSS pixels of the element to image pixels. */
  readonly toImage: (screen: Point) => Point
  readonly panBy: (dx: number, dy: number) => void
  /** The wheel turned with Alt; false where that means nothing to the tool, and zooms. */
  readonly onAltWheel: (travel: number) => boolean
  readonly zoomBy: (factor: number, screen: Point) => void
  /** The pointer's place on the screen; null when it has left. */
  readonly onPointer: (screen: Point | null) => void
  /** What a cursor is called on a turned view. */
  readonly cursorOnScreen: (cursor: string) => string
  /** Whether one finger draws or moves the view. */
  readonly fingers: () => FingerChoice
  /** Whether a finger touches the stage: everything to be hit must be larger for it. */
  readonly onCoarse: (isCoarse: boolean) => void
  /** The right button, or a finger that rests: the menu of what lies there. */
  readonly onContext: (screen: Point) => void
}

/** Turns what a mouse, pen or finger does on the stage into gestures of the tool, panning (middle button, space) and zooming (wheel). */
export function listenToPointer(deps: PointerInputDeps): () => void {
  const { element, runner, toImage, panBy, zoomBy, onPointer } = deps
  let panFrom: Point | null = null
  let isSpaceDown = false
  /** When a pen was last near; null while none was seen. */
  let penAt: number | null = null
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
    pressure: event.pointerType === 'pen' ? event.pressure : NO_PRESSURE,
    clicks: presses.count(),
    ...trailOf(event),
  })
  // Browsers tell of them on secure pages only.
  const trailOf = (event: PointerEvent): Pick<PointerInput, 'trail'> => {
    const places = event.type === 'pointermove' && 'getCoalescedEvents' in event ? event.getCoalescedEvents() : []
    return places.length > 1 ? { trail: places.slice(0, -1).map((each) => toImage(place(each))) } : {}
  }

  function showCursor(event: MouseEvent) {
    if (panFrom) element.style.cursor = 'grabbing'
    else element.style.cursor = isSpaceDown ? 'grab' : deps.cursorOnScreen(runner.cursor(toImage(place(event))))
  }

  function press(event: PointerEvent) {
    presses.add(event)
    runner.down(input(event))
  }
  const fingers = createFingers({
    mayDraw: () => deps.fingers() === 'draw' || (deps.fingers() === 'by-pen' && penAt === null),
    down: press,
    move(event) {
      runner.move(input(event))
      onPointer(place(event))
    },
    up(event) {
      runner.up(input(event))
      onPointer(null)
    },
    cancel: runner.cancel,
    panBy,
    zoomBy,
    onLongPress: deps.onContext,
  })
  // True where the fingers have it, or it is the hand that holds the pen.
  function isTouch(event: PointerEvent, name: 'down' | 'move' | 'up' | 'cancel'): boolean {
    if (event.pointerType === 'pen') {
      fingers.drop()
      penAt = event.timeStamp
    }
    if (event.pointerType !== 'touch') return false
    if (name !== 'down' || penAt === null || event.timeStamp - penAt > PALM_WITHIN_MS) fingers[name](event, place(event))
    return true
  }

  const listeners = {
    pointerdown(event: PointerEvent) {
      deps.onCoarse(event.pointerType === 'touch')
      if (isTouch(event, 'down')) return element.setPointerCapture(event.pointerId)
      const isPan = event.button === MIDDLE_BUTTON || (event.button === MAIN_BUTTON && isSpaceDown)
      if (!isPan && event.button !== MAIN_BUTTON) return
      element.setPointerCapture(event.pointerId)
      if (isPan) {
        event.preventDefault()
        panFrom = place(event)
      } else press(event)
      showCursor(event)
    },
    pointermove(event: PointerEvent) {
      if (isTouch(event, 'move')) return
      const now = place(event)
      if (panFrom) {
        panBy(now.x - panFrom.x, now.y - panFrom.y)
        panFrom = now
      } else runner.move(input(event))
      if (!runner.isBusy()) showCursor(event)
      onPointer(now)
    },
    pointerup(event: PointerEvent) {
      if (isTouch(event, 'up')) return
      if (panFrom) panFrom = null
      else if (event.button === MAIN_BUTTON) runner.up(input(event))
      showCursor(event)
    },
    pointercancel(event: PointerEvent) {
      if (isTouch(event, 'cancel')) return
      panFrom = null
      runner.cancel()
    },
    pointerleave: () => onPointer(null),
    wheel(event: WheelEvent) {
      event.preventDefault()
      const travel = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PIXELS_PER_WHEEL_LINE : 1
      if (event.altKey && deps.onAltWheel((event.deltaY || event.deltaX) * travel)) return
      if (event.shiftKey) return panBy(-(event.deltaX || event.deltaY) * travel, 0)
      const speed = event.ctrlKey ? ZOOM_PER_PINCH_PIXEL : ZOOM_PER_WHEEL_PIXEL
      zoomBy(Math.exp(-event.deltaY * travel * speed), place(event))
    },
    contextmenu(event: MouseEvent) {
      event.preventDefault()
      const isFinger = 'pointerType' in event && event.pointerType === 'touch'
      if (!isFinger && !runner.isBusy()) deps.onContext(place(event))
    },
    // Else the browser makes a mouse press of every touch, which closes the menu that a finger opened.
    touchend: (event: TouchEvent) => event.cancelable && event.preventDefault(),
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
    add({ timeStamp, clientX, clientY }: PointerEvent) {
      const isAgain =
        timeStamp - last.at < AGAIN_WITHIN_MS && Math.hypot(clientX - last.x, clientY - last.y) < AGAIN_WITHIN_PIXELS
      last = { at: timeStamp, x: clientX, y: clientY, count: isAgain ? last.count + 1 : 1 }
    },
    count: () => last.count,
  }
}

/** Whether keys go into a text field, or press a button that has the focus. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, button, a, [role=slider]'))
