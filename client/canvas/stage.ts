/** Longer than others: the one place where the layers, the camera, the pointer, the tools and the workbench are connected; what they do is in their own files. */
import Konva from 'konva'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { type Bounds, bounds, type Point, type Shape } from '#shared/shapes/index.ts'
import { stageSmart } from '../smart/stage-smart.ts'
import type { Drawable } from './drawable.ts'
import { createHand } from './hand.ts'
import { createHandLayer } from './hand-layer.ts'
import { createPaintLayer } from './image/paint-layer.ts'
import { createImageLayer } from './image-layer.ts'
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
import { EMPTY_SCENE, type Scene, type StageEvents } from './scene.ts'
import { isOver } from './shape-index.ts'
import { createToolRunner } from './tool-runner.ts'
import { tools } from './tools/index.ts'
import type { Tool, ToolContext } from './tools/tool.ts'
import { createViewMotion } from './view-motion.ts'
import { centredOn, fitted, focusOn, pan, type Size, toImage, toScreen, type Viewport, zoomAt } from './viewport.ts'

/** How far beside a shape a press still means it, in screen pixels. */
const HIT_REACH = 3
/** How much larger than for a mouse everything is that a finger is to hit. */
const FINGER_SIZE = 2.4
const BUTTON_ZOOM = 1.25

export type Stage = ReturnType<typeof createStage>

/** The picture and everything on it. Konva lives here and nowhere above. */
export function createStage(element: HTMLDivElement, image: Size, events: StageEvents) {
  let size: TurnedStage = turnedStage(sizeOf(element), 0)
  let viewport: Viewport = fitted(image, size)
  let corner = cornerOf(element)
  let scene = EMPTY_SCENE
  let byId = new Map<AnnotationId, Drawable>()
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
  const handLayer = createHandLayer({ ...view, shapes: () => hand.shapes(), band: () => hand.band() })
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
    onTaken: (id) => hand.paint(id),
  })
  const motion = createViewMotion(view.viewport, look)
  const mayChange = (id: AnnotationId) =>
    !scene.isReadOnly && !scene.fixed.has(id) && !scene.neighbours.some((neighbour) => neighbour.holding?.annotationId === id)
  const hand = createHand({
    scene: () => scene,
    drawable: (id) => byId.get(id),
    mayChange,
    redraw: handLayer.redraw,
    leaveOut: resting.leaveOut,
    onHold: events.onHold,
  })
  // Adding a layer draws it: what it shows must be there.
  konva.add(picture.layer, resting.layer, paint.layer, handLayer.layer, overlay.layer)

  const context: ToolContext = {
    image,
    pixelSize: () => (isCoarse ? FINGER_SIZE : 1) / viewport.scale,
    settings: () => scene.settings,
    template: () => scene.pen.template,
    selected: () => (scene.selection.length === 1 ? (scene.selection[0] ?? null) : null),
    selection: () => scene.selection,
    shapeOf: (id) => byId.get(id)?.shape ?? null,
    hit,
    mayChange,
    within: (box) => resting.index().within(box),
    select: (ids) => events.onSelect(ids === null ? [] : [ids].flat()),
    ...hand.context,
    paint: paint.surface,
    create: events.onCreate,
    change: events.onChange,
    replace: events.onReplace,
    panBy: (dx, dy) => moveBy(dx * viewport.scale, dy * viewport.scale),
    hint: events.onHint,
    smart: stageSmart({
      image,
      pixels: picture.pixels,
      hint: events.onHint,
      ownCutOut: () => (scene.settings.cutOutBy === 'own' ? scene.ownCutOut : null),
    }),
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
    handLayer.redraw()
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
      handLayer.redraw()
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
    /** What is seen, as it is without adjustments; null until all of it is there. */
    pixels: picture.pixels,
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
