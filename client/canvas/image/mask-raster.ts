import type { Mask } from '#shared/shapes/mask.ts'
import { runsOf } from '#shared/shapes/mask-runs.ts'
import type { Bounds } from '#shared/shapes/shape.ts'

/** Colours as a little-endian RGBA word. */
export interface MaskInk {
  readonly inside: number
  /** The pixels inside with a neighbour outside. */
  readonly edge: number
  readonly isDashed: boolean
}

/** A mask's pixels, ready to be shown: column by column, so that a run of the mask is a run of memory. */
export interface MaskRaster {
  /** What it shows, in pixels of the image. */
  readonly region: Bounds
  /** Image pixels per pixel of the raster, along each side. */
  readonly stride: number
  readonly columns: number
  readonly rows: number
  /** `columns` times `rows` words. */
  readonly words: Uint32Array
}

/** Raster pixels. */
const DASH = 4

/** The part of a mask inside a region (whole pixels of the image), every `stride`-th pixel of it. */
export function rasterMask(mask: Mask, region: Bounds, stride: number, ink: MaskInk): MaskRaster {
  const columns = Math.ceil(region.width / stride)
  const rows = Math.ceil(region.height / stride)
  const words = new Uint32Array(columns * rows)
  const { runs } = runsOf(mask)
  const [left, top] = [region.x - mask.x, region.y - mask.y]
  let place = 0
  for (let index = 0; index < runs.length; index++) {
    const end = place + (runs[index] as number)
    if (index % 2 === 1) fillRun(place, end)
    place = end
  }
  markEdges(words, columns, rows, ink)
  return { region, stride, columns, rows, words }

  function fillRun(start: number, end: number) {
    for (let at = start; at < end; ) {
      const column = Math.floor(at / mask.height)
      const stop = Math.min(end, (column + 1) * mask.height)
      const across = column - left
      if (across >= 0 && across < region.width && across % stride === 0) {
        const first = Math.max(0, Math.ceil((at - column * mask.height - top) / stride))
        const last = Math.min(rows, Math.ceil((stop - column * mask.height - top) / stride))
        const base = (across / stride) * rows
        if (first < last) words.fill(ink.inside, base + first, base + last)
      }
      at = stop
    }
  }
}

function markEdges(words: Uint32Array, columns: number, rows: number, { edge, inside, isDashed }: MaskInk) {
  if (edge === inside) return
  for (let column = 0; column < columns; column++) {
    const base = column * rows
    const isSide = column === 0 || column === columns - 1
    for (let row = 0; row < rows; row++) {
      const at = base + row
      if (words[at] === 0) continue
      const isEdge =
        isSide ||
        row === 0 ||
        row === rows - 1 ||
        words[at - 1] === 0 ||
        words[at + 1] === 0 ||
        words[at - rows] === 0 ||
        words[at + rows] === 0
      if (isEdge && (!isDashed || (column + row) % (2 * DASH) < DASH)) words[at] = edge
    }
  }
}

const RED_AT = 1
const GREEN_AT = 3
const BLUE_AT = 5

/** #rrggbb with an opacity of 0 to 1, as a little-endian RGBA word. */
export function inkWord(color: string, opacity: number): number {
  const channel = (at: number) => Number.parseInt(color.slice(at, at + 2), 16)
  return ((Math.round(opacity * 255) << 24) | (channel(BLUE_AT) << 16) | (channel(GREEN_AT) << 8) | channel(RED_AT)) >>> 0
}
