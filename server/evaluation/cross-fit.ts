import { groupBy } from '#shared/group-by.ts'
import { createRandom } from '#shared/random.ts'
import { mapPausing } from './map-pausing.ts'

/** What is learned from some items, and what it makes of one that it did not see. */
export interface Learner<Item, Learned, Answer> {
  learn(items: readonly Item[]): Learned
  apply(learned: Learned, item: Item): Answer
}

/** How items are dealt to the halves. */
export interface Dealing<Item> {
  /** Items of one group, as near-duplicates are, stay in one half. */
  groupOf(item: Item): string
  /** Each half gets as many groups of every kind: otherwise what one half has too many of, the other one lacks. */
  kindOf(item: Item): string
  readonly seed: number
}

/**
 * Answers on every item from what was learned on the other half, and the other way round (cross-fitting in two folds, Chernozhukov et al.
 * 2018, section 3): no item teaches what it is judged by. Same seed, same halves; the answers are in the order of the items. Pauses now and then.
 */
export async function crossFit<Item, Learned, Answer>(
  items: readonly Item[],
  dealing: Dealing<Item>,
  { learn, apply }: Learner<Item, Learned, Answer>,
): Promise<Answer[]> {
  const first = firstHalf(items, dealing)
  const isFirst = (item: Item) => first.has(dealing.groupOf(item))
  const learnedOn = [learn(items.filter(isFirst)), learn(items.filter((item) => !isFirst(item)))] as const
  return mapPausing(items, (item) => apply(learnedOn[isFirst(item) ? 1 : 0], item))
}

function firstHalf<Item>(items: readonly Item[], { groupOf, kindOf, seed }: Dealing<Item>): Set<string> {
  const kinds = new Map(items.map((item) => [groupOf(item), kindOf(item)]))
  const groups = createRandom(seed).shuffled([...kinds.keys()].sort())
  const byKind = groupBy(groups, (group) => kinds.get(group) ?? '')
  return new Set([...byKind.values()].flat().filter((_, place) => place % 2 === 0))
}
