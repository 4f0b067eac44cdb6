import type { Box } from '../shapes/index.ts'
import { boxIou } from './box-iou.ts'
import type { LearnedLabel } from './learned-label.ts'
import { peaksIn } from './peaks.ts'
import type { Grid, Prediction } from './prediction.ts'
import { suppressOverlaps } from './suppress-overlaps.ts'

/** Scores below this are never worth a look. */
const SCORE_FLOOR = 0.03
const LOGIT_FLOOR = Math.log(SCORE_FLOOR / (1 - SCORE_FLOOR))
/** Boxes of one label that share more than this are taken for the same object. */
const SAME = { overlap: boxIou, from: 0.5, most: 300 }
/** What every cell says besides the labels' scores: logarithms of the distances to the left, upper, right and lower side in cells. */
export const SIDES = 4
const LONGEST_LOG_DISTANCE = 5

/** Cells up to this far from a peak have a say in its box, by the square of their score. */
const VOTING_REACH = 2
/** Cells whose box shares less than this with the peak's look at something else. */
const VOTING_IOU = 0.5

/**
 * One image's output [h, w, labels + 4] -> boxes in fractions of the image where a cell is the peak of its neighbourhood, best first. Each box is
 * the mean of those that the cells around the peak see (box voting, Gidaris and Komodakis 2015, arXiv 1505.01749, section 4).
 */
export function decodeCenters(output: Float32Array, grid: Grid, { length: labels }: readonly LearnedLabel[]): Prediction[] {
  const maps = { values: output, grid, channels: labels + SIDES, maps: labels }
  const found = peaksIn(maps, LOGIT_FLOOR).flatMap(({ x, y, map: label, value: logit }): Prediction[] => {
    const shape = votedBox(output, grid, labels, { x, y, label })
    return shape ? [{ label, score: sigmoid(logit), shape, value: null }] : []
  })
  return suppressOverlaps(found, SAME)
}

type Corners = { x1: number; y1: number; x2: number; y2: number }

/** The mean box of a peak and the cells around it that see nearly the same, clipped to the image; null where nothing of it is inside. */
function votedBox(
  output: Float32Array,
  grid: Grid,
  labels: number,
  { x, y, label }: { x: number; y: number; label: number },
): Box | null {
  const channels = labels + SIDES
  const own = cornersAround(output.subarray((y * grid.width + x) * channels + labels), x, y, grid)
  const sum: Corners = { x1: 0, y1: 0, x2: 0, y2: 0 }
  let votes = 0
  for (let row = Math.max(0, y - VOTING_REACH); row <= Math.min(grid.height - 1, y + VOTING_REACH); row++) {
    for (let column = Math.max(0, x - VOTING_REACH); column <= Math.min(grid.width - 1, x + VOTING_REACH); column++) {
      const cell = (row * grid.width + column) * channels
      const seen = cornersAround(output.subarray(cell + labels), column, row, grid)
      if (iou(own, seen) < VOTING_IOU) continue
      const vote = sigmoid(output[cell + label] ?? 0) ** 2
      votes += vote
      for (const side of ['x1', 'y1', 'x2', 'y2'] as const) sum[side] += vote * seen[side]
    }
  }
  return clippedBox({ x1: sum.x1 / votes, y1: sum.y1 / votes, x2: sum.x2 / votes, y2: sum.y2 / votes })
}

/** Logarithms of the distances to the four sides in cells -> the corners in fractions of the image. */
function cornersAround(logDistances: Float32Array, x: number, y: number, grid: Grid): Corners {
  const distance = (side: number) => Math.exp(Math.min(logDistances[side] ?? 0, LONGEST_LOG_DISTANCE))
  return {
    x1: (x + 0.5 - distance(0)) / grid.width,
    y1: (y + 0.5 - distance(1)) / grid.height,
    x2: (x + 0.5 + distance(2)) / grid.width,
    y2: (y + 0.5 + distance(3)) / grid.height,
  }
}

function iou(a: Corners, b: Corners): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1)
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1)
  if (width <= 0 || height <= 0) return 0
  const shared = width * height
  return shared / ((a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - shared)
}

function clippedBox(corners: Corners): Box | null {
  const [x, y] = [Math.max(0, corners.x1), Math.max(0, corners.y1)]
  const [width, height] = [Math.min(1, corners.x2) - x, Math.min(1, corners.y2) - y]
  return width > 0 && height > 0 ? { kind: 'box', x, y, width, height } : null
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit))
}
