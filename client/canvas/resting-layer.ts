import Konva from 'konva'
import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Bounds } from '#shared/shapes/index.ts'
import { changedAreas } from './changed-areas.ts'
import type { Drawable } from './drawable.ts'
import type { TurnedStage } from './quarter-turn.ts'
import { createShapeIndex, type ShapeIndex } from './shape-index.ts'
import { drawShape } from './shape-views/index.ts'
import type { Detail } from './shape-views/shape-view.ts'
import { drawTag } from './shape-views/tag-view.ts'
import type { TagChoice } from './view-aids/view-options.ts'
import { type Size, toScreen, type Viewport, visibleBounds } from './viewport.ts'

/** Shapes on the screen above which redrawing cannot keep up with a moving view, and details are left out. */
const MANY = 1200
/** Tags above which they hide more than they say. */
const MOST_TAGS = 250
/** The view has come to rest when it did not move for this long, in milliseconds. */
const AT_REST_AFTER_MS = 80
/** Outlines and tags reach over a shape's bounds, in screen pixels. */
const REACH = 20

interface RestingLayerDeps {
  readonly viewport: () => Viewport
  readonly stageSize: () => TurnedStage
  readonly tags: () => TagChoice
}

/**
 * Everything that is not in hand, drawn by one function. While the view moves over very many shapes, the drawn bitmap
 * moves along, and is drawn again when the view rests.
 */
export function createRestingLayer({ viewport, stageSize, tags }: RestingLayerDeps) {
  let index: ShapeIndex = createShapeIndex([])
  let inHand: ReadonlySet<AnnotationId> = new Set()
  let drawnAt: Viewport | null = null
  let drawnShapes = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const shape = new Konva.Shape({ listening: false, sceneFunc: ({ _context }) => draw(_context) })
  const layer = new Konva.Layer({ listening: false }).add(shape)
  const canvas = layer.getNativeCanvasElement()
  canvas.style.transformOrigin = '0 0'

  function draw(context: CanvasRenderingContext2D) {
    const view = viewport()
    const stage = stageSize()
    const { x, y, width, height } = visibleBounds(view, stage)
    const reach = REACH / view.scale
    const visible = index.within(grown({ x, y, width, height }, reach)).filter((drawable) => !inHand.has(drawable.id))
    const detail: Detail = visible.length > MANY ? 'plain' : 'full'
    for (const drawable of visible) drawShape(context, drawable, view, detail)
    if (tags() !== 'never' && visible.length <= MOST_TAGS)
      for (const drawable of visible) drawTag(context, drawable, view, stage, tags() === 'always')
    context.globalAlpha = 1
    canvas.style.transform = ''
    drawnAt = view
    drawnShapes = visible.length
  }

  function redraw() {
    clearTimeout(timer)
    layer.batchDraw()
  }

  // Only what changed is drawn again, where drawing everything takes long (and no tag reaches over its shape).
  function mend(areas: readonly Bounds[] | null) {
    const view = viewport()
    const context = canvas.getContext('2d')
    if (!areas || !context || view !== drawnAt || drawnShapes <= MANY) return redraw()
    const ratio = layer.getCanvas().getPixelRatio()
    for (const area of areas) {
      context.save()
      clipTo(context, area, view, ratio)
      const reach = REACH / view.scale
      for (const drawable of index.within(grown(area, 2 * reach)))
        if (!inHand.has(drawable.id)) drawShape(context, drawable, view, 'plain')
      context.restore()
    }
  }

  return {
    layer,
    index: () => index,
    show(drawables: readonly Drawable[]) {
      const areas = changedAreas(index.drawables, drawables)
      index = createShapeIndex(drawables)
      mend(areas)
    },
    /** Leaves out what is drawn in hand. */
    leaveOut(ids: ReadonlySet<AnnotationId>) {
      const changed = [...inHand].filter((id) => !ids.has(id)).concat([...ids].filter((id) => !inHand.has(id)))
      inHand = ids
      mend(changed.length > MOST_TAGS ? null : changed.flatMap((id) => index.boundsOf(id) ?? []))
    },
    moved() {
      if (!drawnAt || drawnShapes <= MANY) return redraw()
      const { scale, x, y } = viewport()
      const ratio = scale / drawnAt.scale
      // At one scale the bitmap moves by whole device pixels: copying is several times as quick as interpolating.
      const onPixels = (value: number) => (ratio === 1 ? Math.round(value * devicePixelRatio) / devicePixelRatio : value)
      const [across, down] = [onPixels(x - drawnAt.x * ratio), onPixels(y - drawnAt.y * ratio)]
      canvas.style.transform = `matrix(${ratio}, 0, 0, ${ratio}, ${across}, ${down})`
      clearTimeout(timer)
      timer = setTimeout(redraw, AT_REST_AFTER_MS)
    },
    redraw,
    /** Draws what rests here as another view has it: through a lens. */
    drawThrough(context: CanvasRenderingContext2D, view: Viewport, size: Size) {
      for (const drawable of index.within(visibleBounds(view, size))) drawShape(context, drawable, view, 'full')
    },
    stop: () => clearTimeout(timer),
  }
}

const grown = ({ x, y, width, height }: Bounds, by: number): Bounds => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
})

// Empties a part of the canvas, whole device pixels, and keeps everything else from being drawn over.
function clipTo(context: CanvasRenderingContext2D, area: Bounds, view: Viewport, ratio: number) {
  const { x, y } = toScreen(view, area)
  const [left, top] = [Math.floor((x - REACH) * ratio), Math.floor((y - REACH) * ratio)]
  const right = Math.ceil((x + area.width * view.scale + REACH) * ratio)
  const bottom = Math.ceil((y + area.height * view.scale + REACH) * ratio)
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.beginPath()
  context.rect(left, top, right - left, bottom - top)
  context.clip()
  context.clearRect(left, top, right - left, bottom - top)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
}
