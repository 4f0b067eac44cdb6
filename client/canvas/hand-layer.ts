import Konva from 'konva'
import { intersection } from '#shared/shapes/bounds.ts'
import { type Bounds, bounds } from '#shared/shapes/index.ts'
import type { Drawable } from './drawable.ts'
import type { TurnedStage } from './quarter-turn.ts'
import { redrawQuietly } from './quiet-layer.ts'
import { drawSelectedShape, drawShape } from './shape-views/index.ts'
import { INK } from './shape-views/palette.ts'
import type { Handling } from './shape-views/shape-view.ts'
import { drawTag } from './shape-views/tag-view.ts'
import { type Size, toScreen, type Viewport, visibleBounds } from './viewport.ts'

/** What is in hand or about to be: the selected shapes and the one being drawn. */
export interface InHand {
  readonly drawable: Drawable
  readonly handling: Handling
  /** Says more than what it is: its size while it changes. */
  readonly isMoving: boolean
}

interface HandLayerDeps {
  readonly viewport: () => Viewport
  readonly stageSize: () => TurnedStage
  readonly shapes: () => readonly InHand[]
  /** The rectangle that selects what lies in it; null while none is pulled up. */
  readonly band: () => Bounds | null
}

/** Shapes in hand above which each gets one plain line, so that a thousand can be dragged. */
const MANY = 300
/** Handles and tags reach over a shape's bounds, in screen pixels. */
const REACH = 60
const BAND_DASH = [4, 3]

/** The layer of the shapes that change with every move of the pointer. */
export function createHandLayer({ viewport, stageSize, shapes, band }: HandLayerDeps) {
  const shape = new Konva.Shape({
    listening: false,
    sceneFunc({ _context: context }) {
      const view = viewport()
      const seen = shapes().filter(({ drawable }) => isInSight(drawable, view, stageSize()))
      for (const { drawable, handling, isMoving } of seen) {
        if (seen.length > MANY) drawShape(context, drawable, view, 'plain')
        else drawSelectedShape(context, drawable, view, handling)
        if (seen.length === 1 || handling === 'sketch')
          drawTag(context, isMoving ? withSize(drawable) : drawable, view, stageSize(), true)
      }
      context.globalAlpha = 1
      const selecting = band()
      if (selecting) drawBand(context, selecting, view)
    },
  })
  const layer = new Konva.Layer({ listening: false }).add(shape)
  return { layer, redraw: redrawQuietly(layer, () => shapes().length === 0 && band() === null) }
}

function isInSight({ shape }: Drawable, view: Viewport, stage: Size): boolean {
  const box = bounds(shape)
  if (!box) return false
  const reach = REACH / view.scale
  const around = { x: box.x - reach, y: box.y - reach, width: box.width + 2 * reach, height: box.height + 2 * reach }
  return intersection(around, visibleBounds(view, stage)) !== null
}

function drawBand(context: CanvasRenderingContext2D, band: Bounds, view: Viewport) {
  const { x, y } = toScreen(view, band)
  const [width, height] = [band.width * view.scale, band.height * view.scale]
  context.fillStyle = INK.band
  context.fillRect(x, y, width, height)
  context.lineWidth = 1
  context.strokeStyle = INK.darkEdge
  context.strokeRect(x, y, width, height)
  context.setLineDash(BAND_DASH)
  context.strokeStyle = INK.handle
  context.strokeRect(x, y, width, height)
  context.setLineDash([])
}

function withSize(drawable: Drawable): Drawable {
  const box = bounds(drawable.shape)
  if (!box || drawable.tag === '') return drawable
  return { ...drawable, tag: `${drawable.tag} ${Math.round(box.width)} × ${Math.round(box.height)}`.trim() }
}
