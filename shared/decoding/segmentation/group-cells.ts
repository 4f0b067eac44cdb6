import type { Centre } from './find-centres.ts'
import { insideRegions } from './inside-regions.ts'
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
/** Of the centres in one region, those less sure than this share of the surest are noise: they would cut an object into pieces. */
const LEAST_SHARE_OF_BEST = 0.35
/** How sure a region without any middle is taken for an object: half of the least that a middle needs. */
const LOST_SCORE = 0.025

/**
 * Gives every cell inside to an object: to the centre in its region of connected cells that its vote comes nearest. A region without a centre belongs to
 * the one outside of it that its votes lead to, as what is bent around its middle does, or is an object by itself that nobody is sure of.
 */
export function groupCells(read: ReadOutput, centres: readonly Centre[]): Grouping {
  const regions = insideRegions(read)
  const cells: number[][] = centres.map(() => [])
  const lost: number[][] = []
  const inRegion = centresByRegion(read, regions.regionOf, centres)
  regions.cells.forEach((region, index) => {
    const own = inRegion.get(index) ?? centreAskedFor(read, region, centres)
    if (own.length === 0) lost.push(region)
    for (const cell of own.length === 0 ? [] : region) cells[nearest(read, cell, centres, own)]?.push(cell)
  })
  const groups = [
    ...centres.map(({ score }, index) => ({ score, cells: cells[index] ?? [] })),
    ...lost.map((region) => ({ score: LOST_SCORE, cells: region })),
  ]
  return { groups, owner: ownersOf(groups, read.inside.length) }
}

/** Places of the centres that count, by the region they lie in. */
function centresByRegion({ grid }: ReadOutput, regionOf: Int32Array, centres: readonly Centre[]): Map<number, number[]> {
  const found = new Map<number, number[]>()
  centres.forEach(({ x, y }, index) => {
    const region = regionOf[y * grid.width + x] as number
    if (region !== NO_OWNER) found.set(region, [...(found.get(region) ?? []), index])
  })
  for (const [region, own] of found) {
    const best = Math.max(...own.map((index) => centres[index]?.score ?? 0))
    found.set(
      region,
      own.filter((index) => (centres[index]?.score ?? 0) >= LEAST_SHARE_OF_BEST * best),
    )
  }
  return found
}

/** The centre nearest to the mean vote of a region, where that is nearer than half of the region's size. */
function centreAskedFor({ votes }: ReadOutput, region: readonly number[], centres: readonly Centre[]): number[] {
  const mean = (axis: number) => region.reduce((sum, cell) => sum + (votes[cell * 2 + axis] as number), 0) / region.length
  const [x, y] = [mean(0), mean(1)]
  const distance = ({ x: centreX, y: centreY }: Centre) => Math.hypot(centreX - x, centreY - y)
  const best = centres.reduce<number | null>(
    (near, centre, index) => (near === null || distance(centre) < distance(centres[near] as Centre) ? index : near),
    null,
  )
  return best !== null && distance(centres[best] as Centre) <= Math.sqrt(region.length) / 2 ? [best] : []
}

function nearest({ votes }: ReadOutput, cell: number, centres: readonly Centre[], among: readonly number[]): number {
  const [x, y] = [votes[cell * 2] as number, votes[cell * 2 + 1] as number]
  let [best, least] = [NO_OWNER, Number.POSITIVE_INFINITY]
  for (const index of among) {
    const centre = centres[index] as Centre
    const distance = (centre.x - x) ** 2 + (centre.y - y) ** 2
    if (distance < least) [best, least] = [index, distance]
  }
  return best
}

function ownersOf(groups: readonly CellGroup[], cells: number): Int32Array {
  const owner = new Int32Array(cells).fill(NO_OWNER)
  groups.forEach((group, index) => {
    for (const cell of group.cells) owner[cell] = index
  })
  return owner
}
