import { areaOverlap } from './area-overlap.ts'
import type { LearnedLabel } from './learned-label.ts'
import { GEOMETRY_CHANNELS } from './oriented/channels.ts'
import { ELONGATED, polygonOf, type TurnedBox } from './oriented/turned-box.ts'
import { peaksIn } from './peaks.ts'
import type { Grid, Prediction } from './prediction.ts'
import { suppressOverlaps } from './suppress-overlaps.ts'

/** Scores below this are never worth a look. */
const SCORE_FLOOR = 0.03
const LOGIT_FLOOR = Math.log(SCORE_FLOOR / (1 - SCORE_FLOOR))
/** Boxes of one label that share more than this are taken for the same object. */
const SAME = { overlap: areaOverlap, from: 0.4, most: 300 }
const GREATEST_LOG_SIDE = 6
const QUARTER_TURN = Math.PI / 2

/** One image's output [h, w, labels + 8] -> turned boxes as four corners in fractions of the image where a cell is the peak of its neighbourhood, best first. */
export function decodeTurnedBoxes(output: Float32Array, grid: Grid, { length: labels }: readonly LearnedLabel[]): Prediction[] {
  const channels = labels + GEOMETRY_CHANNELS
  const found = peaksIn({ values: output, grid, channels, maps: labels }, LOGIT_FLOOR).map(
    ({ x, y, map: label, value: logit }) => {
      const cell = (y * grid.width + x) * channels
      const box = boxAt(output.subarray(cell + labels, cell + channels), { x, y }, grid)
      return { label, score: 1 / (1 + Math.exp(-logit)), shape: polygonOf(box, grid), value: null }
    },
  )
  return suppressOverlaps(found, SAME)
}

// A box may reach over the edge of the image, its middle may not.
function boxAt(geometry: Float32Array, { x, y }: { x: number; y: number }, grid: Grid): TurnedBox {
  const [dx, dy, logLong, logShort, cos2, sin2, cos4, sin4] = geometry as unknown as Geometry
  const side = (logarithm: number) => Math.exp(Math.min(logarithm, GREATEST_LOG_SIDE))
  const [long, short] = [side(logLong), side(logShort)]
  const byLength = Math.atan2(sin2, cos2) / 2
  const middle = { x: within(x + 0.5 + dx, grid.width), y: within(y + 0.5 + dy, grid.height) }
  if (Math.max(long, short) >= ELONGATED * Math.min(long, short)) return { ...middle, long, short, angle: byLength }
  // Of the directions that look alike on a square, the one nearest to the longer side's.
  const square = Math.atan2(sin4, cos4) / 4
  return { ...middle, long, short, angle: square + Math.round((byLength - square) / QUARTER_TURN) * QUARTER_TURN }
}

type Geometry = readonly [number, number, number, number, number, number, number, number]

const within = (value: number, size: number): number => Math.min(size, Math.max(0, value))
