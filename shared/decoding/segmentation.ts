import type { Polygon } from '../shapes/index.ts'
import type { LearnedLabel } from './learned-label.ts'
import type { Grid, Prediction } from './prediction.ts'
import { findCentres } from './segmentation/find-centres.ts'
import { type CellGroup, groupCells } from './segmentation/group-cells.ts'
import { outlineGroup } from './segmentation/outline-group.ts'
import { type ReadOutput, readOutput } from './segmentation/read-output.ts'

/** Fewer cells are noise. */
const LEAST_CELLS = 3

/**
 * One image's output [h, w, labels + 3] -> outlines in fractions of the image, best first. They do not overlap, since every cell goes to one
 * object. Its label is the one its cells are surest of on the whole; its score is how sure the middle is times how sure the label is.
 */
export function decodeOutlines(output: Float32Array, grid: Grid, { length: labels }: readonly LearnedLabel[]): Prediction[] {
  const read = readOutput(output, grid, labels)
  const grouping = groupCells(read, findCentres(read))
  return grouping.groups
    .flatMap((group, index): Prediction[] => {
      if (group.cells.length < LEAST_CELLS) return []
      const shape = outlineGroup(read, grouping, index)
      if (!shape) return []
      const { label, probability } = surestLabel(read, group)
      return [{ label, score: group.score * probability, shape: inFractions(shape, grid), value: null }]
    })
    .sort((a, b) => b.score - a.score)
}

function surestLabel({ ofLabel, labels }: ReadOutput, { cells }: CellGroup): { label: number; probability: number } {
  const sums = Array.from({ length: labels }, (_, label) =>
    cells.reduce((sum, cell) => sum + (ofLabel[cell * labels + label] as number), 0),
  )
  const label = sums.reduce((best, sum, index) => (sum > (sums[best] as number) ? index : best), 0)
  return { label, probability: (sums[label] as number) / cells.length }
}

function inFractions({ ring, holes }: Polygon, { width, height }: Grid): Polygon {
  const scaled = (flat: readonly number[]) => flat.map((value, at) => value / (at % 2 === 0 ? width : height))
  return { kind: 'polygon', ring: scaled(ring), holes: holes.map(scaled) }
}
