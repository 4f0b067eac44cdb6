import { intersection } from '#shared/shapes/bounds.ts'
import type { Bounds } from '#shared/shapes/index.ts'
import type { Mask } from '#shared/shapes/mask.ts'
import type { Drawable } from '../drawable.ts'
import { imageMatrix } from '../image/image-matrix.ts'
import { inkWord, type MaskInk, rasterMask } from '../image/mask-raster.ts'
import { toImage, type Viewport } from '../viewport.ts'
import { INK } from './palette.ts'
import type { ShapeView } from './shape-view.ts'

/** Pixels of a bitmap above which only what is on the screen and its surroundings is drawn. */
const MOST_BITMAP_PIXELS = 4e6
/** How much around the screen such a bitmap reaches, in shares of the screen. */
const SURROUNDINGS = 0.5
/** From this scale on an edge would hide the very pixels it marks. */
const NO_EDGE_FROM = 6
const OPAQUE = 1
const FILL = { suggested: 0.22, draft: 0.32, approved: 0.45 } as const satisfies Record<Drawable['look'], number>
const SELECTED_FILL = 0.5
const FAINT = 0.25

/** Masks, from bitmaps that are kept as long as the shape is: panning over a thousand of them draws no pixel twice. */
export const maskView: ShapeView<Mask> = {
  draw(context, shape, drawable, viewport, detail) {
    context.globalAlpha = drawable.isFaint ? FAINT : 1
    drawBitmap(context, shape, viewport, 'rest', inkOf(drawable, FILL[drawable.look], detail === 'full', viewport))
  },
  drawSelected(context, shape, drawable, viewport) {
    context.globalAlpha = 1
    drawBitmap(context, shape, viewport, 'selected', inkOf(drawable, SELECTED_FILL, true, viewport))
  },
}

/** Draws a mask in one opaque colour: the sheet that a brush goes on painting on. */
export function drawOpaqueMask(context: CanvasRenderingContext2D, shape: Mask, color: string, viewport: Viewport): void {
  const inside = inkWord(color, OPAQUE)
  context.globalAlpha = 1
  drawBitmap(context, shape, viewport, 'sheet', { inside, edge: inside, isDashed: false })
}

function inkOf({ color, look, isContested, tint = 1 }: Drawable, fill: number, withEdge: boolean, { scale }: Viewport): MaskInk {
  const inside = inkWord(color, Math.min(fill * tint, OPAQUE))
  const hasEdge = withEdge && scale < NO_EDGE_FROM
  return {
    inside,
    edge: hasEdge ? inkWord(isContested ? INK.contested : color, OPAQUE) : inside,
    isDashed: look === 'suggested',
  }
}

type Use = 'rest' | 'selected' | 'sheet'
interface Bitmap {
  readonly canvas: OffscreenCanvas
  readonly region: Bounds
  readonly stride: number
  readonly ink: MaskInk
}
const bitmaps = new WeakMap<Mask, Map<Use, Bitmap>>()

function drawBitmap(context: CanvasRenderingContext2D, mask: Mask, viewport: Viewport, use: Use, ink: MaskInk) {
  const stride = strideAt(viewport.scale)
  const wanted = wantedRegion(mask, viewport, stride, context.canvas)
  if (!wanted) return
  const known = bitmaps.get(mask) ?? new Map<Use, Bitmap>()
  bitmaps.set(mask, known)
  const kept = known.get(use)
  const isGood = kept && kept.stride === stride && isSameInk(kept.ink, ink) && covers(kept.region, wanted.visible)
  const bitmap = isGood ? kept : bitmapOf(mask, wanted.region, stride, ink)
  known.set(use, bitmap)
  const { canvas, region } = bitmap
  context.save()
  context.imageSmoothingEnabled = false
  context.transform(...imageMatrix(viewport))
  // The bitmap lies on its side: its columns are rows of the canvas.
  context.transform(0, stride, stride, 0, region.x, region.y)
  context.drawImage(canvas, 0, 0)
  context.restore()
}

function bitmapOf(mask: Mask, region: Bounds, stride: number, ink: MaskInk): Bitmap {
  const { words, columns, rows } = rasterMask(mask, region, stride, ink)
  const canvas = new OffscreenCanvas(rows, columns)
  const pixels = new ImageData(new Uint8ClampedArray(words.buffer as ArrayBuffer), rows, columns)
  canvas.getContext('2d')?.putImageData(pixels, 0, 0)
  return { canvas, region, stride, ink }
}

/** Image pixels per bitmap pixel, a power of two: the bitmap is about as fine as the screen. */
function strideAt(scale: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(1 / (scale * devicePixelRatio))))
}

// Small masks whole, large ones around the screen; null where nothing of it is on the screen.
function wantedRegion(mask: Mask, viewport: Viewport, stride: number, screen: { width: number; height: number }) {
  const corners = [
    toImage(viewport, { x: 0, y: 0 }),
    toImage(viewport, { x: screen.width / devicePixelRatio, y: screen.height / devicePixelRatio }),
  ] as const
  const x = Math.min(corners[0].x, corners[1].x)
  const y = Math.min(corners[0].y, corners[1].y)
  const seen = { x, y, width: Math.abs(corners[0].x - corners[1].x), height: Math.abs(corners[0].y - corners[1].y) }
  const visible = intersection(mask, seen)
  if (!visible) return null
  if ((mask.width / stride) * (mask.height / stride) <= MOST_BITMAP_PIXELS) return { visible, region: mask }
  const around = {
    x: seen.x - seen.width * SURROUNDINGS,
    y: seen.y - seen.height * SURROUNDINGS,
    width: seen.width * (1 + 2 * SURROUNDINGS),
    height: seen.height * (1 + 2 * SURROUNDINGS),
  }
  const region = intersection(mask, around)
  return region && { visible, region: wholePixels(region, mask) }
}

function wholePixels({ x, y, width, height }: Bounds, { x: left, y: top, width: across, height: down }: Bounds): Bounds {
  const [fromX, fromY] = [Math.floor(x), Math.floor(y)]
  const [toX, toY] = [Math.min(Math.ceil(x + width), left + across), Math.min(Math.ceil(y + height), top + down)]
  return { x: fromX, y: fromY, width: toX - fromX, height: toY - fromY }
}

const isSameInk = (a: MaskInk, b: MaskInk): boolean => a.inside === b.inside && a.edge === b.edge && a.isDashed === b.isDashed

const covers = (outer: Bounds, inner: Bounds): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height
