import { createRandom } from '#shared/random.ts'

/** What is learned from some items, and what it makes of one that it did not see. */
export interface Learner<Item, Learned, Answer> {
  learn(items: readonly Item[]): Learned
  apply(learned: Learned, item: Item): Answer
}

/**
 * Answers on every item from what was learned on the other half, and the other way round (cross-fitting in two folds, Chernozhukov et al.
 * 2018, section 3): no item teaches what it is judged by. Items of one group, as near-duplicates are, stay in one half. Same seed, same
 * halves; the answers are in the order of the items.
 */
export function crossFit<Item, Learned, Answer>(
  items: readonly Item[],
  groupOf: (item: Item) => string,
  seed: number,
  { learn, apply }: Learner<Item, Learned, Answer>,
): Answer[] {
  const groups = createRandom(seed).shuffled([...new Set(items.map(groupOf))].sort())
  const first = new Set(groups.slice(0, groups.length >> 1))
  const isFirst = (item: Item) => first.has(groupOf(item))
  const learnedOn = [learn(items.filter(isFirst)), learn(items.filter((item) => !isFirst(item)))] as const
  return items.map((item) => apply(learnedOn[isFirst(item) ? 1 : 0], item))
}
