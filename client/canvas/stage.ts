import Konva from 'konva'
import type { AnnotationId } from '#shared/domain/ids.ts'
import type { SkeletonTemplate } from '#shared/ontology.ts'
import { type Bounds, bounds, type Point, type Shape } from '#shared/shapes/index.ts'
import type { Drawable } from './drawable.ts'
import { createHandLayer, type InHand } from './hand-layer.ts'
import { createImageLayer } from './image-layer.ts'
import { createOverlayLayer, type Neighbour } from './overlay-layer.ts'
import { listenToPointer } from './pointer-input.ts'
import { createRestingLayer } from './resting-layer.ts'
import { createToolRunner } from './tool-runner.ts'
import { type ToolId, tools } from './tools/index.ts'
import type { Replacement, ToolContext } from './tools/tool.ts'
import { DEFAULT_TOOL_SETTINGS, type ToolSettings } from './tools/tool-settings.ts'
import { DEFAULT_VIEW_OPTIONS, type ViewOptions } from './view-aids/view-options.ts'
import { createViewMotion } from './view-motion.ts'
import { fitted, focusOn, pan, type Size, toImage, toScreen, type Viewport, zoomAt } from './viewport.ts'

/** How far beside a shape a press still means it, in screen pixels. */
const HIT_REACH = 3
const BUTTON_ZOOM = 1.25

/** What the stage shows; the workbench hands in a new one whenever something changed. */
export interface Scene {
  readonly drawables: readonly Drawable[]
  readonly selection: readonly AnnotationId[]
  readonly neighbours: readonly Neighbour[]
  readonly tool: ToolId
  readonly settings: ToolSettings
  readonly view: ViewOptions
  /** What this person has locked or pinned. */
  readonly fixed: ReadonlySet<AnnotationId>
  readonly isReadOnly: boolean
  /** How a shape that is being drawn will look. */
  readonly pen: { readonly color: string; readonly tag: string; readonly template: SkeletonTemplate | null }
}

/** What happens on the stage. */
export interface StageEvents {
  onSelect(selection: readonly AnnotationId[]): void
  onCreate(shape: Shape): void
  onChange(id: AnnotationId, shape: Shape): void
  onReplace(replacement: Replacement): void
  /** One quiet sentence of a tool; null takes it away. */
  onHint(sentence: string | null): void
  /** A shape is dragged, not yet put down; null when it is. */
  onHold(id: AnnotationId, shape: Shape | null): void
  /** In image pixels; null outside. */
  onPointer(point: Point | null): void
  onView(viewport: Viewport): void
}
export type Stage = ReturnType<typeof createStage>

/** The picture and everything on it. Konva lives here and nowhere above. */
export function createStage(element: HTMLDivElement, image: Size, events: StageEvents) {
  let size: Size = { width: element.clientWidth, height: element.clientHeight }
  let viewport: Viewport = fitted(image, size)
  let corner = cornerOf(element)
  let scene: Scene = {
    drawables: [],
    selection: [],
    neighbours: [],
    tool: 'select',
    settings: DEFAULT_TOOL_SETTINGS,
    view: DEFAULT_VIEW_OPTIONS,
    fixed: new Set(),
    isReadOnly: true,
    pen: { color: '#ffffff', tag: '', template: null },
  }
  let byId = new Map<AnnotationId, Drawable>()
  let preview: Shape | null = null
  let held: { id: AnnotationId; shape: Shape } | null = null
  let pointer: Point | null = null
  let before: Viewport | null = null

  const canvasPlace = document.createElement('div')
  canvasPlace.style.cssText = 'position:absolute;inset:0'
  element.append(canvasPlace)
  const konva = new Konva.Stage({ container: canvasPlace, ...size, listening: false })
  const view = { viewport: () => viewport, stageSize: () => size }
  const picture = createImageLayer(view.viewport, image)
  const resting = createRestingLayer(view)
  const hand = createHandLayer({ ...view, shapes: inHand })
  const overlay = createOverlayLayer({ ...view, neighbours: () => scene.neighbours, guide })
  konva.add(picture.layer, resting.layer, hand.layer, overlay.layer)
  const motion = createViewMotion(view.viewport, look)

  const context: ToolContext = {
    image,
    pixelSize: () => 1 / viewport.scale,
    settings: () => scene.settings,
    template: () => scene.pen.template,
    selected: () => (scene.selection.length === 1 ? (scene.selection[0] ?? null) : null),
    selection: () => scene.selection,
    shapeOf: (id) => byId.get(id)?.shape ?? null,
    hit: (point) => resting.index().at(point, HIT_REACH / viewport.scale),
    mayChange: (id) =>
      !scene.isReadOnly && !scene.fixed.has(id) && !scene.neighbours.some((neighbour) => neighbour.holding?.annotationId === id),
    within: (box) => resting.index().within(box),
    select: (ids) => events.onSelect(ids === null ? [] : [ids].flat()),
    preview(shape) {
      preview = shape
      hand.redraw()
    },
    hold(id, shape) {
      held = shape && { id, shape }
      resting.leaveOut(held?.id ?? null)
      hand.redraw()
      events.onHold(id, shape)
    },
    create: events.onCreate,
    change: events.onChange,
    replace: events.onReplace,
    panBy: (dx, dy) => moveBy(dx * viewport.scale, dy * viewport.scale),
    hint: events.onHint,
    pixels: picture.pixels,
  }
  const runner = createToolRunner(context, tools.get(scene.tool))
  const stopPointer = listenToPointer({
    element,
    runner,
    toImage: (screen) => toImage(viewport, screen),
    panBy: moveBy,
    zoomBy: (factor, screen) => turn(zoomAt(viewport, factor, screen, image, size)),
    onPointer(screen) {
      pointer = screen
      if (scene.tool !== 'select') overlay.redraw()
      events.onPointer(screen && toImage(viewport, screen))
    },
  })
  const observer = new ResizeObserver(resize)
  observer.observe(element)
  look(viewport)

  function inHand(): InHand[] {
    const shapes: InHand[] = []
    const selected = scene.selection.flatMap((id) => byId.get(id) ?? [])
    const moved = held && byId.get(held.id)
    if (held && moved) shapes.push({ drawable: { ...moved, shape: held.shape }, withHandles: true, isMoving: true })
    else
      for (const drawable of selected)
        shapes.push({ drawable, withHandles: selected.length === 1 && context.mayChange(drawable.id), isMoving: false })
    if (preview) {
      const drawn = {
        id: '' as AnnotationId,
        shape: preview,
        look: 'draft',
        isContested: false,
        isFaint: false,
        color: scene.pen.color,
        tag: scene.pen.tag,
      } as const
      shapes.push({ drawable: drawn, withHandles: false, isMoving: true })
    }
    return shapes
  }

  function guide(): Point | null {
    return scene.tool === 'select' || scene.isReadOnly ? null : pointer
  }

  function look(next: Viewport) {
    viewport = next
    element.dataset.scale = String(next.scale)
    element.dataset.x = String(next.x)
    element.dataset.y = String(next.y)
    picture.redraw()
    resting.moved()
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
    size = { width: element.clientWidth, height: element.clientHeight }
    konva.size(size)
    look(wasEmpty ? fitted(image, size) : { ...viewport, x: viewport.x + corner.x - next.x, y: viewport.y + corner.y - next.y })
    resting.redraw()
    corner = next
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
      }
      if (next.tool !== previous.tool) runner.use(tools.get(next.tool))
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
    screenPlace: (point: Point) => toScreen(viewport, point),
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

function cornerOf(element: HTMLElement): Point {
  const { left, top } = element.getBoundingClientRect()
  return { x: left, y: top }
}
