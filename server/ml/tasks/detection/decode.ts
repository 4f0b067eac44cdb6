import type { Box } from '#shared/shapes/index.ts'
import type { LearnedLabel } from '../learned-label.ts'
import type { Grid, Prediction } from '../task.ts'
import { suppressOverlaps } from './suppress-overlaps.ts'

/** Scores below this are never worth a look. */
const SCORE_FLOOR = 0.03
const LOGIT_FLOOR = Math.log(SCORE_FLOOR / (1 - SCORE_FLOOR))
const MAXIMUM_PREDICTIONS = 300
const SIDES = 4
const LONGEST_LOG_DISTANCE = 5

/** One image's output [h, w, labels + 4] -> boxes in fractions of the image where a cell is the peak of its neighbourhood, best first. */
export function decodeCenters(output: Float32Array, grid: Grid, { length: labels }: readonly LearnedLabel[]): Prediction[] {
  const channels = labels + SIDES
  const found: Prediction[] = []
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const cell = (y * grid.width + x) * channels
      for (let label = 0; label < labels; label++) {
        const logit = output[cell + label] ?? 0
        if (logit < LOGIT_FLOOR || !isPeak(output, grid, channels, { x, y, label, logit })) continue
        const box = boxAround(output.subarray(cell + labels, cell + channels), x, y, grid)
        if (box) found.push({ label, score: 1 / (1 + Math.exp(-logit)), shape: box, value: null })
      }
    }
  }
  return suppressOverlaps(found, MAXIMUM_PREDICTIONS)
}

function isPeak(
  output: Float32Array,
  grid: Grid,
  channels: number,
  { x, y, label, logit }: { x: number; y: number; label: number; logit: number },
): boolean {
  for (let row = Math.max(0, y - 1); row <= Math.min(grid.height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(grid.width - 1, x + 1); column++) {
      if ((output[(row * grid.width + column) * channels + label] ?? 0) > logit) return false
    }
  }
  return true
}

/** The box around a cell, clipped to the image; null where nothing of it is inside. */
function boxAround(logDistances: Float32Array, x: number, y: number, grid: Grid): Box | null {
  const [left, top, right, bottom] = Array.from(logDistances, (value) => Math.exp(Math.min(value, LONGEST_LOG_DISTANCE))) as [
    number,
    number,
    number,
    number,
  ]
  const x1 = Math.max(0, (x + 0.5 - left) / grid.width)
  const y1 = Math.max(0, (y + 0.5 - top) / grid.height)
  const x2 = Math.min(1, (x + 0.5 + right) / grid.width)
  const y2 = Math.min(1, (y + 0.5 + bottom) / grid.height)
  return x2 > x1 && y2 > y1 ? { kind: 'box', x: x1, y: y1, width: x2 - x1, height: y2 - y1 } : null
}
