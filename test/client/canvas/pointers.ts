import { listenToPointer } from '#client/canvas/pointer-input.ts'
import { createToolRunner } from '#client/canvas/tool-runner.ts'
import type { PointerInput, Tool, ToolContext } from '#client/canvas/tools/tool.ts'
import type { FingerChoice } from '#client/canvas/view-aids/view-options.ts'
import type { Point } from '#shared/shapes/index.ts'

type PointerKind = 'mouse' | 'pen' | 'touch'

/** What is as large as a stage and hears pointer events, without a browser. */
class FakeElement extends EventTarget {
  readonly style: Record<string, string> = {}
  getBoundingClientRect = () => ({ left: 0, top: 0 })
  setPointerCapture = () => {}
}

/** A stage that tells what pointers did: to the tool, and to the view. */
export function aPointerBench({ fingers = 'by-pen' }: { fingers?: FingerChoice } = {}) {
  const element = new FakeElement()
  const told: string[] = []
  const view: string[] = []
  const menus: Point[] = []
  const inputs: PointerInput[] = []
  let isCoarse = false
  const tell = (what: string, input: PointerInput) => {
    told.push(`${what} ${input.point.x},${input.point.y}`)
    inputs.push(input)
  }
  const state = {
    onMove(input: PointerInput) {
      tell('move', input)
      return state
    },
    onUp(input: PointerInput) {
      tell('up', input)
      return null
    },
    onCancel: () => void told.push('cancel'),
  }
  const tool: Tool = {
    id: 'any',
    label: 'Any',
    start(_, input) {
      tell('down', input)
      return state
    },
    cursor: () => 'crosshair',
  }
  const stop = listenToPointer({
    element: element as unknown as HTMLElement,
    runner: createToolRunner({} as ToolContext, tool),
    toImage: (screen) => screen,
    panBy: (dx, dy) => view.push(`pan ${dx},${dy}`),
    onAltWheel: () => false,
    zoomBy: (factor, { x, y }) => view.push(`zoom ${factor.toFixed(2)} at ${x},${y}`),
    onPointer: () => {},
    cursorOnScreen: (cursor) => cursor,
    fingers: () => fingers,
    onCoarse: (next) => {
      isCoarse = next
    },
    onContext: (screen) => menus.push(screen),
  })
  let now = 1000
  const send = (type: string, pointerType: PointerKind, pointerId: number, x: number, y: number, more: object = {}) => {
    now += 10
    const event = new Event(type, { cancelable: true })
    const fields = { pointerType, pointerId, clientX: x, clientY: y, timeStamp: now, button: 0, pressure: 0.5, ...more }
    const none = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, getCoalescedEvents: () => [] }
    // An event's time stamp is read-only, so all of them are defined over it.
    for (const [name, value] of Object.entries({ ...none, ...fields })) Object.defineProperty(event, name, { value })
    element.dispatchEvent(event)
  }
  const pointer = (kind: PointerKind, id: number) => {
    const does = (type: string) => (x: number, y: number, more?: object) => send(type, kind, id, x, y, more)
    return { down: does('pointerdown'), move: does('pointermove'), up: does('pointerup'), cancel: does('pointercancel') }
  }
  return {
    mouse: pointer('mouse', 1),
    pen: pointer('pen', 2),
    finger: pointer('touch', 3),
    secondFinger: pointer('touch', 4),
    palm: pointer('touch', 5),
    rightClick: (x: number, y: number) => send('contextmenu', 'mouse', 1, x, y),
    /** Milliseconds go by on the events' clock. */
    wait: (ms: number) => {
      now += ms
    },
    told: told as readonly string[],
    view: view as readonly string[],
    menus: menus as readonly Point[],
    inputs: inputs as readonly PointerInput[],
    isCoarse: () => isCoarse,
    cursor: () => element.style.cursor,
    stop,
  }
}
