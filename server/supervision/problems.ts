import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { VotedOn } from '#shared/tasks/voted-on.ts'
import type { VotesRow } from '../store/collections.ts'
import { ABSTAIN, type VoteMatrix } from './label-models/vote-matrix.ts'

/** Something that gets one class: an image, an image with one tag, or a proposed shape. */
export interface Item {
  readonly assetId: AssetId
  readonly on: AnnotationId | null
}

/** A class of a problem: a label, or that there is no such thing. */
export interface ItemClass {
  readonly label: string
  readonly against: boolean
}

/** Items of one kind with the classes they may have, and the votes of all functions on them. */
export interface Problem {
  readonly classes: readonly ItemClass[]
  readonly items: readonly Item[]
  readonly votes: VoteMatrix
}

/** What somebody, a function or the truth, says of an item of a problem: the place of a class; null where nothing. */
export type SaidOf = (problem: Pick<Problem, 'classes'>, item: Item) => number | null

/**
 * What is to be decided, out of the votes of functions in this order: images among the labels; every tag by itself, there or not; shapes among
 * the labels and "no such thing". Items that no function votes on are left out. Votes for labels that are not in the list count as none.
 */
export function problemsOf(
  on: VotedOn,
  rows: readonly Pick<VotesRow, '_id' | 'said'>[],
  functions: readonly string[],
  labels: readonly string[],
): Problem[] {
  const present = labels.map((label) => ({ label, against: false }))
  switch (on) {
    case 'images':
      return [problemOf(present, rows, functions)]
    case 'tags':
      return labels.map((label) =>
        problemOf(
          [
            { label, against: true },
            { label, against: false },
          ],
          rows,
          functions,
        ),
      )
    case 'shapes':
      return [problemOf([...present, REJECTED], rows, functions)]
    default:
      return on satisfies never
  }
}

/** Of shapes: whatever it was called, there is nothing. */
export const REJECTED: ItemClass = { label: '', against: true }

/** The place of a class among those of a problem; null where it is none of them. */
export function placeOf(classes: readonly ItemClass[], { label, against }: ItemClass): number | null {
  const place = classes.findIndex(
    (one) => one.against === against && (one.label === label || (against && one.label === REJECTED.label)),
  )
  return place < 0 ? null : place
}

function problemOf(
  classes: readonly ItemClass[],
  rows: readonly Pick<VotesRow, '_id' | 'said'>[],
  functions: readonly string[],
): Problem {
  const items: Item[] = []
  const votes: number[][] = []
  for (const { _id: assetId, said } of rows) {
    const byItem = new Map<AnnotationId | null, number[]>()
    for (const { name, votes: cast } of said) {
      const column = functions.indexOf(name)
      if (column < 0) continue
      for (const vote of cast) {
        const place = placeOf(classes, vote)
        if (place === null) continue
        const row = byItem.get(vote.on) ?? new Array<number>(functions.length).fill(ABSTAIN)
        row[column] = place
        byItem.set(vote.on, row)
      }
    }
    for (const [on, row] of byItem) {
      items.push({ assetId, on })
      votes.push(row)
    }
  }
  const said = new Int16Array(items.length * functions.length)
  for (const [item, row] of votes.entries()) said.set(row, item * functions.length)
  return { classes, items, votes: { items: items.length, functions: functions.length, classes: classes.length, said } }
}
