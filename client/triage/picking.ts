import { selectBy } from '../components/assets/grid-maths.ts'

/** A rectangle on the grid, in its own pixels. */
export interface Stretch {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** How the grid lies: columns of tiles of the same size with the same gap. */
export interface GridShape {
  readonly columns: number
  readonly tile: number
  readonly gap: number
  readonly total: number
}

/** The tiles that a rectangle touches, in order. */
export function tilesIn({ left, top, right, bottom }: Stretch, { columns, tile, gap, total }: GridShape): number[] {
  const pitch = tile + gap
  // A gap belongs to no tile.
  const first = (from: number) => Math.max(0, Math.floor((from + gap) / pitch))
  const last = (to: number) => Math.floor(to / pitch)
  const found: number[] = []
  for (let row = first(top); row <= last(bottom); row++)
    for (let column = first(left); column <= Math.min(last(right), columns - 1); column++) {
      const index = row * columns + column
      if (index < total) found.push(index)
    }
  return found
}

/** The places picked when the focus goes from one to another: that one alone, or (with Shift) all from the anchor to it. */
export const pickTo = (anchor: number, to: number, isExtending: boolean): Set<number> =>
  isExtending ? selectBy(new Set(), anchor, to, { shift: true, mod: false }) : new Set()

/** The next place after one that is still undecided, from there round to the beginning; null where none is left. */
export function nextUndecided(from: number, total: number, isUndecided: (index: number) => boolean): number | null {
  for (let step = 1; step <= total; step++) {
    const index = (from + step) % total
    if (isUndecided(index)) return index
  }
  return null
}
