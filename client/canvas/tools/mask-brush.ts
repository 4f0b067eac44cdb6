import type { Point } from '#shared/shapes/index.ts'
import type { Size } from '../viewport.ts'
import type { MaskColumns, Stretch } from './mask-columns.ts'
import { paintStretch } from './mask-columns.ts'
import type { ToolSettings } from './tool-settings.ts'

/** Half a pixel's diagonal: however thin the brush, every place touches the middle of a pixel. */
const LEAST_RADIUS = Math.SQRT1_2

/** One movement of a brush, in image pixels. */
export interface Dab {
  readonly from: Point
  readonly to: Point
  /** Half the width of a square tip. */
  readonly radius: number
  readonly tip: ToolSettings['brushTip']
  readonly erases: boolean
}

/** Half a brush's width under a pen's pressure; 0.5, what everything but a pen says, is the width that was set. */
export const radiusOf = (brushSize: number, pressure: number): number => Math.max(brushSize * pressure, LEAST_RADIUS)

/** Paints what a movement covers: every pixel of the image with its middle under the tip. */
export function paintDab(columns: MaskColumns, dab: Dab, image: Size): void {
  for (const stretch of dabStretches(dab, image)) paintStretch(columns, stretch, dab.erases)
}

/** Paints the inside of a closed outline (even-odd, by the middles of pixels). */
export function paintRing(columns: MaskColumns, corners: readonly Point[], erases: boolean, image: Size): void {
  const first = Math.max(0, Math.floor(Math.min(...corners.map(({ x }) => x))))
  const last = Math.min(image.width - 1, Math.ceil(Math.max(...corners.map(({ x }) => x))))
  for (let column = first; column <= last; column++) {
    const crossings = crossingsAt(corners, column + 1 / 2)
    for (let at = 0; at + 1 < crossings.length; at += 2) {
      const [top, bottom] = [crossings[at] as number, crossings[at + 1] as number]
      paintStretch(columns, stretchBetween(column, top, bottom, image), erases)
    }
  }
}

function* dabStretches(dab: Dab, image: Size): Generator<Stretch> {
  const { from, to, radius } = dab
  const first = Math.max(0, Math.floor(Math.min(from.x, to.x) - radius))
  const last = Math.min(image.width - 1, Math.ceil(Math.max(from.x, to.x) + radius))
  const spanAt = dab.tip === 'round' ? roundSpan : squareSpan
  for (let column = first; column <= last; column++) {
    const span = spanAt(dab, column + 1 / 2)
    if (span) yield stretchBetween(column, span[0], span[1], image)
  }
}

// The pixels whose middles lie between two heights.
function stretchBetween(column: number, top: number, bottom: number, { height }: Size): Stretch {
  return { column, from: Math.max(0, Math.ceil(top - 1 / 2)), to: Math.min(height, Math.floor(bottom + 1 / 2)) }
}

// What a vertical line cuts out of a rounded bar: its two ends and the straight part between them; the bar is convex, so they join.
function roundSpan({ from, to, radius }: Dab, x: number): [number, number] | null {
  const heights: number[] = []
  for (const end of [from, to]) {
    const beside = x - end.x
    if (Math.abs(beside) > radius) continue
    const reach = Math.sqrt(radius * radius - beside * beside)
    heights.push(end.y - reach, end.y + reach)
  }
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  if (length > 0) {
    const [nx, ny] = [(-(to.y - from.y) / length) * radius, ((to.x - from.x) / length) * radius]
    const bar = [
      { x: from.x + nx, y: from.y + ny },
      { x: to.x + nx, y: to.y + ny },
      { x: to.x - nx, y: to.y - ny },
      { x: from.x - nx, y: from.y - ny },
    ]
    heights.push(...crossingsAt(bar, x))
  }
  return heights.length === 0 ? null : [Math.min(...heights), Math.max(...heights)]
}

// What a vertical line cuts out of a square swept along a line.
function squareSpan({ from, to, radius }: Dab, x: number): [number, number] | null {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const shares = dx === 0 ? [0, 1] : [(x - radius - from.x) / dx, (x + radius - from.x) / dx]
  const start = Math.max(0, Math.min(...shares))
  const end = Math.min(1, Math.max(...shares))
  if (start > end || (dx === 0 && Math.abs(x - from.x) > radius)) return null
  const heights = [from.y + dy * start, from.y + dy * end]
  return [Math.min(...heights) - radius, Math.max(...heights) + radius]
}

function crossingsAt(corners: readonly Point[], x: number): number[] {
  const heights: number[] = []
  for (let index = 0; index < corners.length; index++) {
    const a = corners[index] as Point
    const b = corners[(index + 1) % corners.length] as Point
    if (a.x <= x !== b.x <= x) heights.push(a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y))
  }
  return heights.sort((a, b) => a - b)
}
