import type { Centre } from './find-centres.ts'
import type { ReadOutput } from './read-output.ts'

/** The cells of one object, and how sure its middle is. */
export interface CellGroup {
  readonly cells: readonly number[]
  readonly score: number
}

/** Which group a cell belongs to, by its place among the groups; `NO_OWNER` where it is outside of all. */
export interface Grouping {
  readonly groups: readonly CellGroup[]
  readonly owner: Int32Array
}

export const NO_OWNER = -1
/** Cells at least this sure to belong to a label are inside. */
export const INSIDE = 0.5
/** How sure a region without any middle is taken for an object: half of the least that a middle needs. */
const LOST_SCORE = 0.025

/** Gives every cell inside to the centre that its vote comes nearest; without any centre, connected cells are one object. */
export function groupCells(read: ReadOutput, centres: readonly Centre[]): Grouping {
  const owner = new Int32Array(read.inside.length).fill(NO_OWNER)
  if (centres.length === 0) return connectedGroups(read, owner)
  const cells: number[][] = centres.map(() => [])
  read.inside.forEach((inside, cell) => {
    if (inside < INSIDE) return
    const nearest = nearestCentre(centres, read.votes[cell * 2] as number, read.votes[cell * 2 + 1] as number)
    owner[cell] = nearest
    cells[nearest]?.push(cell)
  })
  return { owner, groups: centres.map(({ score }, index) => ({ score, cells: cells[index] ?? [] })) }
}

function nearestCentre(centres: readonly Centre[], x: number, y: number): number {
  let [nearest, least] = [0, Number.POSITIVE_INFINITY]
  for (let index = 0; index < centres.length; index++) {
    const centre = centres[index] as Centre
    const distance = (centre.x - x) ** 2 + (centre.y - y) ** 2
    if (distance < least) [nearest, least] = [index, distance]
  }
  return nearest
}

function connectedGroups({ inside, grid }: ReadOutput, owner: Int32Array): Grouping {
  const groups: CellGroup[] = []
  inside.forEach((value, start) => {
    if (value < INSIDE || owner[start] !== NO_OWNER) return
    const cells = [start]
    owner[start] = groups.length
    for (const cell of cells) {
      for (const next of neighbours(cell, grid.width, inside.length)) {
        if ((inside[next] as number) < INSIDE || owner[next] !== NO_OWNER) continue
        owner[next] = groups.length
        cells.push(next)
      }
    }
    groups.push({ cells, score: LOST_SCORE })
  })
  return { groups, owner }
}

function neighbours(cell: number, width: number, cells: number): number[] {
  const column = cell % width
  const beside = [...(column > 0 ? [cell - 1] : []), ...(column < width - 1 ? [cell + 1] : [])]
  return [...beside, ...[cell - width, cell + width].filter((next) => next >= 0 && next < cells)]
}
