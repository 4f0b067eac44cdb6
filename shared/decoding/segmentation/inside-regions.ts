import type { ReadOutput } from './read-output.ts'

/** Cells at least this sure to belong to a label are inside. */
const INSIDE = 0.5
const NO_REGION = -1

/** Cells inside that touch along their edges: which region each is in (-1 where it is outside), and the cells of each region. */
export function insideRegions({ inside, grid }: ReadOutput): { regionOf: Int32Array; cells: number[][] } {
  const regionOf = new Int32Array(inside.length).fill(NO_REGION)
  const regions: number[][] = []
  inside.forEach((value, start) => {
    if (value < INSIDE || regionOf[start] !== NO_REGION) return
    const cells = [start]
    regionOf[start] = regions.length
    for (const cell of cells) {
      for (const next of neighbours(cell, grid.width, inside.length)) {
        if ((inside[next] as number) < INSIDE || regionOf[next] !== NO_REGION) continue
        regionOf[next] = regions.length
        cells.push(next)
      }
    }
    regions.push(cells)
  })
  return { regionOf, cells: regions }
}

function neighbours(cell: number, width: number, cells: number): number[] {
  const column = cell % width
  const beside = [...(column > 0 ? [cell - 1] : []), ...(column < width - 1 ? [cell + 1] : [])]
  return [...beside, ...[cell - width, cell + width].filter((next) => next >= 0 && next < cells)]
}
