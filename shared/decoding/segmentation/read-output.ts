import type { Grid } from '../prediction.ts'
import { channelsFor, OFFSET_UNIT_CELLS } from './channels.ts'

/** One image's output in probabilities and cells; every array is row by row over the grid. */
export interface ReadOutput {
  readonly grid: Grid
  readonly labels: number
  /** Probability that the cell belongs to any label. */
  readonly inside: Float32Array
  /** Probability of each label, [cells, labels]. */
  readonly ofLabel: Float32Array
  /** How much the cell is the middle of an object, 0 to 1. */
  readonly centre: Float32Array
  /** Where each cell takes the middle of its object to be, [cells, x and y]; the middles of cells are whole numbers. */
  readonly votes: Float32Array
}

/** Beyond this the exponential of a logit says nothing new. */
const GREATEST_LOGIT = 30

/** The output [grid.height, grid.width, labels + 3] of one image as what it means. */
export function readOutput(output: Float32Array, grid: Grid, labels: number): ReadOutput {
  const cells = grid.width * grid.height
  const channels = channelsFor(labels)
  const read = {
    inside: new Float32Array(cells),
    ofLabel: new Float32Array(cells * labels),
    centre: new Float32Array(cells),
    votes: new Float32Array(cells * 2),
  }
  for (let cell = 0; cell < cells; cell++) {
    const first = cell * channels
    // Softmax against a logit of 0 for "nothing".
    let total = 1
    for (let label = 0; label < labels; label++) total += exponential(output[first + label] as number)
    for (let label = 0; label < labels; label++)
      read.ofLabel[cell * labels + label] = exponential(output[first + label] as number) / total
    read.inside[cell] = 1 - 1 / total
    read.centre[cell] = 1 / (1 + Math.exp(-(output[first + labels] as number)))
    read.votes[cell * 2] = (cell % grid.width) + (output[first + labels + 1] as number) * OFFSET_UNIT_CELLS
    read.votes[cell * 2 + 1] = Math.floor(cell / grid.width) + (output[first + labels + 2] as number) * OFFSET_UNIT_CELLS
  }
  return { grid, labels, ...read }
}

const exponential = (logit: number): number => Math.exp(Math.min(logit, GREATEST_LOGIT))
