import { createHash } from 'node:crypto'
import { Split } from '#shared/domain/asset.ts'

/** A group of near-duplicates that has no split yet. */
export interface UnassignedGroup {
  readonly group: string
  readonly assets: number
  /** Groups of one stratum (the same labels) are spread over the splits alike. */
  readonly stratum: string
}
export type SplitShares = { readonly validation: number; readonly test: number }
export type SplitCounts = Readonly<Record<Split, number>>

/**
 * Gives each group the split that lacks most of its share, so that the shares come out right for few images and many. Groups are taken
 * stratum by stratum, within one in an order drawn by a hash of seed and group: the same groups, counts and seed give the same splits.
 */
export function assignSplits(
  groups: readonly UnassignedGroup[],
  { counts, shares, seed }: { counts: SplitCounts; shares: SplitShares; seed: string },
): Map<string, Split> {
  const share = { train: 1 - shares.validation - shares.test, validation: shares.validation, test: shares.test }
  const filled = { ...counts }
  const lottery = new Map(groups.map(({ group }) => [group, drawn(seed, group)]))
  const order = [...groups].sort(
    (a, b) => compare(a.stratum, b.stratum) || compare(lottery.get(a.group) ?? '', lottery.get(b.group) ?? ''),
  )
  const splits = new Map<string, Split>()
  for (const { group, assets } of order) {
    const total = filled.train + filled.validation + filled.test + assets
    const lacking = (split: Split) => share[split] * total - filled[split]
    const split = mostLacking(lacking, drawn(seed, group, 'split'))
    filled[split] += assets
    splits.set(group, split)
  }
  return splits
}

// Splits that lack the same are chosen between by the group's hash.
function mostLacking(lacking: (split: Split) => number, hash: string): Split {
  const turn = Number.parseInt(hash.slice(0, 8), 16) % Split.options.length
  const candidates = [...Split.options.slice(turn), ...Split.options.slice(0, turn)]
  return candidates.reduce((best, split) => (lacking(split) > lacking(best) + Number.EPSILON ? split : best))
}

const drawn = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\0')).digest('hex')

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
