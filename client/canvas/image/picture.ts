import { TILE_SIDE } from '#shared/domain/asset.ts'
import type { Bounds } from '#shared/shapes/index.ts'
import { type Size, toImage, type Viewport } from '../viewport.ts'
import { createAdjustedTiles } from './adjusted-tiles.ts'
import { DEFAULT_ADJUSTMENTS, type ImageAdjustments, isUnadjusted } from './adjustments.ts'
import { imageMatrix } from './image-matrix.ts'
import { createScaledCopy } from './scaled-copy.ts'
import { levelSize, type TilePixels, type TilePlace, type TileSource } from './tile-source.ts'

/** From this scale on (device pixels per image pixel) pixels are shown as squares, not smoothed. */
const SHOW_PIXELS_FROM = 10

export type Picture = ReturnType<typeof createPicture>

/** Draws an image from its tiles: those of the level that fits the screen, coarser ones where they are not there yet. */
export function createPicture(source: TileSource, redraw: () => void) {
  const adjusted = createAdjustedTiles()
  const scaled = createScaledCopy()
  let look = DEFAULT_ADJUSTMENTS
  // Some tiles of the last frame still show an earlier look.
  let isPending = false
  source.onArrival(redraw)

  function draw(context: CanvasRenderingContext2D, viewport: Viewport, stage: Size) {
    const density = viewport.scale * devicePixelRatio
    const level = Math.min(Math.max(0, Math.floor(Math.log2(1 / density))), source.levels - 1)
    context.save()
    context.imageSmoothingEnabled = density < SHOW_PIXELS_FROM
    context.imageSmoothingQuality = 'low'
    const whole = isUnadjusted(look) ? source.whole(level) : null
    if (whole) drawWhole(context, whole, viewport, density)
    else drawTiles(context, level, viewport, stage)
    context.restore()
  }

  function drawWhole(context: CanvasRenderingContext2D, whole: CanvasImageSource, viewport: Viewport, density: number) {
    if (density < SHOW_PIXELS_FROM && scaled.draw(context, whole, source.size, viewport)) return
    context.transform(...imageMatrix(viewport))
    context.drawImage(whole, 0, 0, source.size.width, source.size.height)
  }

  function drawTiles(context: CanvasRenderingContext2D, level: number, viewport: Viewport, stage: Size) {
    adjusted.startFrame()
    isPending = false
    for (const tile of visibleTiles(source.size, level, viewport, stage)) {
      const pixels = shown(tile)
      if (!pixels) continue
      const { x, y, width, height } = onScreen(areaOf(tile, source.size), viewport)
      context.drawImage(pixels.source, pixels.x, pixels.y, pixels.width, pixels.height, x, y, width, height)
    }
    if (isPending) redraw()
  }

  // The tile itself, or the part of a coarser one that lies in its place.
  function shown(tile: TilePlace): TilePixels | null {
    for (let up = 0; tile.level + up < source.levels; up++) {
      const ancestor = { level: tile.level + up, column: tile.column >> up, row: tile.row >> up }
      const pixels = source.tile(ancestor)
      if (!pixels) continue
      const part = partOf(tile, up, pixels)
      if (isUnadjusted(look)) return part
      const copy = adjusted.get(ancestor, pixels, look)
      if (!copy?.isCurrent) isPending = true
      return copy ? { ...part, source: copy.canvas, x: part.x - pixels.x, y: part.y - pixels.y } : part
    }
    return null
  }

  return {
    draw,
    adjust(next: ImageAdjustments) {
      if (next === look) return
      look = next
      if (isUnadjusted(next)) adjusted.clear()
      redraw()
    },
    size: source.size,
    source,
  }
}

function* visibleTiles(size: Size, level: number, viewport: Viewport, stage: Size): Generator<TilePlace> {
  const a = toImage(viewport, { x: 0, y: 0 })
  const b = toImage(viewport, { x: stage.width, y: stage.height })
  const { width, height } = levelSize(size, level)
  const side = TILE_SIDE * 2 ** level
  const range = (from: number, to: number, length: number): [number, number] => [
    Math.max(0, Math.floor(Math.min(from, to) / side)),
    Math.min(Math.ceil(length / TILE_SIDE) - 1, Math.floor(Math.max(from, to) / side)),
  ]
  const [left, right] = range(a.x, b.x, width)
  const [top, bottom] = range(a.y, b.y, height)
  for (let row = top; row <= bottom; row++) for (let column = left; column <= right; column++) yield { level, column, row }
}

// Neighbouring tiles end on the same device pixel: no seam, no overlap.
function onScreen(area: Bounds, { scale, x, y }: Viewport): Bounds {
  const snapped = (value: number) => Math.round(value * devicePixelRatio) / devicePixelRatio
  const left = snapped(area.x * scale + x)
  const top = snapped(area.y * scale + y)
  return {
    x: left,
    y: top,
    width: snapped((area.x + area.width) * scale + x) - left,
    height: snapped((area.y + area.height) * scale + y) - top,
  }
}

// What a tile shows, in pixels of the image.
function areaOf({ level, column, row }: TilePlace, image: Size): Bounds {
  const side = TILE_SIDE * 2 ** level
  const [x, y] = [column * side, row * side]
  return { x, y, width: Math.min(side, image.width - x), height: Math.min(side, image.height - y) }
}

function partOf(tile: TilePlace, up: number, pixels: TilePixels): TilePixels {
  if (up === 0) return pixels
  const side = TILE_SIDE / 2 ** up
  const x = (tile.column - ((tile.column >> up) << up)) * side
  const y = (tile.row - ((tile.row >> up) << up)) * side
  return {
    ...pixels,
    x: pixels.x + x,
    y: pixels.y + y,
    width: Math.min(side, pixels.width - x),
    height: Math.min(side, pixels.height - y),
  }
}
