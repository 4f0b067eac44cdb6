import Konva from 'konva'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { type Bounds, bounds, type Point, type Shape } from '#shared/shapes/index.ts'
import { stageSmart } from '../smart/stage-smart.ts'
import { type Drawable, type Pen, sketch } from './drawable.ts'
import { createHandLayer, type InHand } from './hand-layer.ts'
import { DEFAULT_ADJUSTMENTS, type ImageAdjustments } from './image/adjustments.ts'
import { createPaintLayer } from './image/paint-layer.ts'
import { createImageLayer } from './image-layer.ts'
import type { Neighbour } from './neighbours.ts'
import { createOverlayLayer } from './overlay-layer.ts'
import { listenToPointer } from './pointer-input.ts'
import {
  distanceFromScreen,
  fromScreen,
  layerTransform,
  ontoScreen,
  type QuarterTurn,
  type TurnedStage,
  turnedCursor,
  turnedStage,
} from './quarter-turn.ts'
import { createRestingLayer } from './resting-layer.ts'
import { isOver } from './shape-index.ts'
import { createToolRunner } from './tool-runner.ts'
import { type ToolId, tools } from './tools/index.ts'
import type { Proposed, Replacement, Tool, ToolContext } from './tools/tool.ts'
import { DEFAULT_TOOL_SETTINGS, type ToolSettings } from './tools/tool-settings.ts'
import { DEFAULT_VIEW_OPTIONS, type ViewOptions } from './view-aids/view-options.ts'
import { createViewMotion } from './view-motion.ts'
import { centredOn, fitted, focusOn, pan, type Size, toImage, toScreen, type Viewport, zoomAt } from './viewport.ts'

/** How far beside a shape a press still means it, in screen pixels. */
const HIT_REACH = 3
/** How much larger than for a mouse everything is that a finger is to hit. */
const FINGER_SIZE = 2.4
const BUTTON_ZOOM = 1.25

/** What the stage shows; the workbench hands in a new one whenever something changed. */
export interface Scene {
  readonly drawables: readonly Drawable[]
  readonly selection: readonly AnnotationId[]
  readonly neighbours: readonly Neighbour[]
  /** This person's versions of what somebody else changed first, while they wait for a decision. */
  readonly rivals: readonly Drawable[]
  readonly tool: ToolId
  readonly settings: ToolSettings
  readonly view: ViewOptions
  readonly turn: QuarterTurn
  /** What this person has locked or pinned. */
  readonly fixed: ReadonlySet<AnnotationId>
  readonly adjustments: ImageAdjustments
  readonly isReadOnly: boolean
  /** How a shape that is being drawn will look. */
  readonly pen: Pen
}

/** What happens on the stage. */
export interface StageEvents {
  onSelect(selection: readonly AnnotationId[]): void
  onCreate(shape: Shape): void
  onChange(id: AnnotationId, shape: Shape): void
  onReplace(replacement: Replacement): void
  /** The hand changed what it holds: the size of a brush. */
  onSettings(change: Partial<ToolSettings>): void
  /** One quiet sentence of a tool; null takes it away. */
  onHint(sentence: string | null): void
  /** The menu of what lies there is asked for, at a place of the stage. */
  onContext(id: AnnotationId | null, screen: Point): void
  /** A shape is dragged, not yet put down; null when it is. */
  onHold(id: AnnotationId, shape: Shape | null): void
  /** In image pixels; null outside. */
  onPointer(point: Point | null): void
  onView(viewport: Viewport): void
}
export type Stage = ReturnType<typeof createStage>

/** The picture and everything on it. Konva lives here and nowhere above. */
export function createStage(element: HTMLDivElement, image: Size, events: StageEvents) {
  let size: TurnedStage = turnedStage(sizeOf(element), 0)
  let viewport: Viewport = fitted(image, size)
  let corner = cornerOf(element)
  let scene: Scene = {
    drawables: [],
    selection: [],
    neighbours: [],
    rivals: [],
    tool: 'select',
    settings: DEFAULT_TOOL_SETTINGS,
    view: DEFAULT_VIEW_OPTIONS,
    turn: 0,
    fixed: new Set(),
    adjustments: DEFAULT_ADJUSTMENTS,
    isReadOnly: true,
    pen: { color: '#ffffff', tag: '', template: null },
  }
  let byId = new Map<AnnotationId, Drawable>()
  let preview: Shape | null = null
  let proposed: readonly Proposed[] = []
  let band: Bounds | null = null
  const held = new Map<AnnotationId, Shape>()
  let painted: AnnotationId | null = null
  let pointer: Point | null = null
  let before: Viewport | null = null
  let isCoarse = false

  const canvasPlace = document.createElement('div')
  canvasPlace.style.cssText = 'position:absolute;transform-origin:0 0'
  element.append(canvasPlace)
  const konva = new Konva.Stage({ container: canvasPlace, ...size, listening: false })
  const view = { viewport: () => viewport, stageSize: () => size }
  const picture = createImageLayer(view)
  const resting = createRestingLayer({ ...view, tags: () => scene.view.tags })
  const hand = createHandLayer({ ...view, shapes: inHand, band: () => band })
  const overlay = createOverlayLayer({
    ...view,
    neighbours: () => scene.neighbours,
    rivals: () => scene.rivals,
    drawable: (id) => byId.get(id),
    image,
    aids: () => scene.view,
    pointer: () => pointer,
    isDrawing: () => scene.tool !== 'select' && !scene.isReadOnly,
    drawThrough(context, through, part) {
      picture.drawThrough(context, through, part)
      resting.drawThrough(context, through, part)
    },
  })
  const paint = createPaintLayer({
    ...view,
    shapeOf: (id) => byId.get(id)?.shape ?? null,
    colorOf: (id) => (id && byId.get(id)?.color) ?? scene.pen.color,
    onTaken(id) {
      painted = id
      leaveOut()
      hand.redraw()
    },
  })
  konva.add(picture.layer, resting.layer, paint.layer, hand.layer, overlay.layer)
  const motion = createViewMotion(view.viewport, look)

  const context: ToolContext = {
    image,
    pixelSize: () => (isCoarse ? FINGER_SIZE : 1) / viewport.scale,
    settings: () => scene.settings,
    template: () => scene.pen.template,
    selected: () => (scene.selection.length === 1 ? (scene.selection[0] ?? null) : null),
    selection: () => scene.selection,
    shapeOf: (id) => byId.get(id)?.shape ?? null,
    hit,
    mayChange: (id) =>
      !scene.isReadOnly && !scene.fixed.has(id) && !scene.neighbours.some((neighbour) => neighbour.holding?.annotationId === id),
    within: (box) => resting.index().within(box),
    select: (ids) => events.onSelect(ids === null ? [] : [ids].flat()),
    preview(shape) {
      preview = shape
      hand.redraw()
    },
    band(bounds) {
      band = bounds
      hand.redraw()
    },
    hold(id, shape) {
      const wasHeld = held.has(id)
      if (shape) held.set(id, shape)
      else held.delete(id)
      if (wasHeld !== held.has(id)) leaveOut()
      hand.redraw()
      // The others hear of one, the first.
      const [first] = held
      if (!first) events.onHold(id, null)
      else if (first[0] === id) events.onHold(id, shape)
    },
    paint: paint.surface,
    create: events.onCreate,
    change: events.onChange,
    replace: events.onReplace,
    panBy: (dx, dy) => moveBy(dx * viewport.scale, dy * viewport.scale),
    hint: events.onHint,
    propose(proposals) {
      proposed = proposals
      hand.redraw()
    },
    smart: stageSmart({ image, pixels: picture.pixels, hint: events.onHint }),
    pixels: picture.pixels,
  }
  const runner = createToolRunner(context, tools.get(scene.tool))
  const stopPointer = listenToPointer({
    element,
    runner,
    toImage: (screen) => toImage(viewport, fromScreen(screen, size)),
    fingers: () => scene.view.fingers,
    onCoarse(next) {
      isCoarse = next
    },
    onContext: (screen) => events.onContext(hit(toImage(viewport, fromScreen(screen, size))), screen),
    cursorOnScreen: (cursor) => turnedCursor(cursor, size.turn),
    panBy(dx, dy) {
      const { x, y } = distanceFromScreen({ x: dx, y: dy }, size.turn)
      moveBy(x, y)
    },
    onAltWheel(travel) {
      const tool: Tool = tools.get(scene.tool)
      const change = tool.onAltWheel?.(scene.settings, travel)
      if (change) events.onSettings(change)
      return change !== undefined
    },
    zoomBy: (factor, screen) => turn(zoomAt(viewport, factor, fromScreen(screen, size), image, size)),
    onPointer(screen) {
      pointer = screen && fromScreen(screen, size)
      if (scene.tool !== 'select' || scene.view.magnifier || scene.view.rulers) overlay.redraw()
      events.onPointer(pointer && toImage(viewport, pointer))
    },
  })
  const observer = new ResizeObserver(resize)
  observer.observe(element)
  look(viewport)

  const leaveOut = () => resting.leaveOut(new Set(painted ? [...held.keys(), painted] : held.keys()))

  function inHand(): InHand[] {
    const shapes: InHand[] = []
    const ids = new Set([...scene.selection, ...held.keys()].filter((id) => id !== painted))
    for (const id of ids) {
      const drawable = byId.get(id)
      const moved = held.get(id)
      if (drawable && moved)
        shapes.push({ drawable: { ...drawable, shape: moved }, handling: ids.size === 1 ? 'full' : 'none', isMoving: true })
      else if (drawable)
        shapes.push({ drawable, handling: ids.size === 1 && context.mayChange(id) ? 'full' : 'none', isMoving: false })
    }
    for (const { shape, isInQuestion } of proposed) {
      const drawable: Drawable = { ...sketch(shape, scene.pen), look: 'suggested', isFaint: !isInQuestion }
      shapes.push({ drawable, handling: isInQuestion ? 'sketch' : 'none', isMoving: false })
    }
    if (preview) shapes.push({ drawable: sketch(preview, scene.pen), handling: 'sketch', isMoving: true })
    return shapes
  }

  // What is selected is meant first, however small the shapes on top of it.
  function hit(point: Point): AnnotationId | null {
    const reach = HIT_REACH * context.pixelSize()
    const over = scene.selection.find((id) => {
      const drawable = byId.get(id)
      return drawable && isOver(drawable, point, reach)
    })
    return over ?? resting.index().at(point, reach)
  }

  function look(next: Viewport) {
    viewport = next
    element.dataset.scale = String(next.scale)
    element.dataset.x = String(next.x)
    element.dataset.y = String(next.y)
    picture.redraw()
    resting.moved()
    paint.redraw()
    hand.redraw()
    overlay.redraw()
    events.onView(next)
  }

  // A person moved the view: what was animated stops, and there is nothing to return to.
  function turn(next: Viewport) {
    motion.stop()
    before = null
    look(next)
  }

  function moveBy(dx: number, dy: number) {
    turn(pan(viewport, dx, dy, image, size))
  }

  // The image keeps its size and its place on the screen, whatever panel came or went beside it.
  function resize() {
    const next = cornerOf(element)
    const wasEmpty = size.width === 0 || size.height === 0
    const { x, y } = ontoScreen(viewport, size)
    takeSize(size.turn)
    look(
      wasEmpty
        ? fitted(image, size)
        : { ...viewport, ...fromScreen({ x: x + corner.x - next.x, y: y + corner.y - next.y }, size) },
    )
    resting.redraw()
    corner = next
  }

  function takeSize(turn: QuarterTurn) {
    size = turnedStage(sizeOf(element), turn)
    konva.size(size)
    canvasPlace.style.transform = layerTransform(size)
    element.dataset.turn = String(turn)
  }

  // What was in the middle stays there; who saw the whole image sees the whole image.
  function turnTo(next: QuarterTurn) {
    const wasWhole = viewport.scale === fitted(image, size).scale
    const centre = toImage(viewport, middle())
    const { scale } = viewport
    takeSize(next)
    turn(wasWhole ? fitted(image, size) : centredOn(centre, scale, size))
    resting.redraw()
  }

  const middle = (): Point => ({ x: size.width / 2, y: size.height / 2 })

  return {
    showImage: picture.show,
    show(next: Scene) {
      const previous = scene
      scene = next
      if (next.drawables !== previous.drawables) {
        byId = new Map(next.drawables.map((drawable) => [drawable.id, drawable]))
        resting.show(next.drawables)
        paint.settle()
      }
      if (next.adjustments !== previous.adjustments) picture.adjust(next.adjustments)
      if (next.tool !== previous.tool) runner.use(tools.get(next.tool))
      if (next.settings !== previous.settings && pointer && !runner.isBusy())
        element.style.cursor = turnedCursor(tools.get(next.tool).cursor(context, toImage(viewport, pointer)), size.turn)
      if (next.turn !== previous.turn) turnTo(next.turn)
      if (next.view.tags !== previous.view.tags) resting.redraw()
      hand.redraw()
      overlay.redraw()
    },
    /** Drops what is in hand; false where the hand was empty. */
    cancel: () => runner.cancel(),
    /** Whether something is being drawn or dragged. */
    isBusy: () => runner.isBusy(),
    /** Offers a key to what is in hand; false where it means nothing there. */
    key: (key: string) => runner.key(key),
    fit: () => turn(fitted(image, size)),
    zoomIn: () => turn(zoomAt(viewport, BUTTON_ZOOM, middle(), image, size)),
    zoomOut: () => turn(zoomAt(viewport, 1 / BUTTON_ZOOM, middle(), image, size)),
    /** One image pixel on one CSS pixel. */
    actualSize: () => turn(zoomAt(viewport, 1 / viewport.scale, middle(), image, size)),
    /** Goes to a shape, and remembers where it came from. */
    goTo(shape: Shape) {
      const box: Bounds | null = bounds(shape)
      if (!box) return
      before ??= viewport
      motion.to(focusOn(box, image, size))
    },
    /** Back to the view before the first `goTo`; false where there is none. */
    goBack(): boolean {
      if (!before) return false
      motion.to(before)
      before = null
      return true
    },
    screenPlace: (point: Point) => ontoScreen(toScreen(viewport, point), size),
    destroy() {
      observer.disconnect()
      motion.stop()
      resting.stop()
      stopPointer()
      konva.destroy()
      canvasPlace.remove()
    },
  }
}

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement): Size => ({ width: clientWidth, height: clientHeight })

function cornerOf(element: HTMLElement): Point {
  const { left, top } = element.getBoundingClientRect()
  return { x: left, y: top }
}
