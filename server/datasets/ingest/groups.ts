import type { Split } from '#shared/domain/asset.ts'
import type { Findings } from '../findings.ts'
import { assignSplits, type SplitCounts, type SplitShares } from './assign-splits.ts'
import { createNearDuplicateIndex } from './near-duplicates.ts'

/** Near-duplicates belong together: they share the split. */
interface Group {
  readonly id: string
  split: Split | null
  assets: number
  stratum: string
  /** Where its assets went when it turned out to be the same as another. */
  mergedInto: Group | null
}

/** An asset that wants a group and a split. */
export interface Newcomer {
  readonly id: string
  readonly name: string
  /** Its path in what is imported. */
  readonly file: string
  readonly perceptualHash: string
  /** Groups of one stratum are spread over the splits alike. */
  readonly stratum: string
  /** Whatever has one of these in common belongs together, alike or not: the frames of a video. */
  readonly kin: readonly string[]
  /** The split it is meant for; null lets the shares decide. */
  readonly wish: Split | null
}

/** An asset with its group and split, given once and for ever. */
export interface Placed {
  readonly group: string
  readonly split: Split
}

/** A new asset's place; `isRepeat`: its group holds an image with the very same perceptual hash, which finds whatever this one would. */
export interface PlacedNewcomer extends Placed {
  readonly isRepeat: boolean
}

/** What is known of an asset that has its place already. */
export interface KnownAsset extends Placed {
  readonly name: string
  readonly perceptualHash: string
  readonly kin: readonly string[]
}

/** `keepApart`: the data set's own split is kept to the letter, even where it parts near-duplicates. */
export interface GroupRules {
  readonly shares: SplitShares
  readonly seed: string
  readonly keepApart: boolean
  /** Assets that have their split already. */
  readonly counts: SplitCounts
}

/** Groups of look-alikes: who is remembered is told apart by its looks and its kin, and every new group gets a split. */
export function createGroups(rules: GroupRules, findings: Pick<Findings, 'lose'>) {
  const index = createNearDuplicateIndex<{ group: Group; name: string }>()
  const groups = new Map<string, Group>()
  const families = new Map<string, Group>()
  const counts: Record<Split, number> = { ...rules.counts }

  function join(newcomer: Newcomer): { home: Group; isRepeat: boolean } {
    const alike = index
      .near(newcomer.perceptualHash)
      .map(({ value, distance }) => ({ group: rootOf(value.group), name: value.name, distance }))
    const fitting = rules.keepApart ? alike.filter(({ group }) => !disagrees(group, newcomer)) : alike
    const parted = alike.find((other) => !fitting.includes(other))
    if (parted)
      findings.lose('near-duplicates in different splits of the data set', shown(newcomer, `${newcomer.name} and ${parted.name}`))
    const kin = newcomer.kin.flatMap((one) => families.get(one) ?? []).map(rootOf)
    const related = [...kin, ...fitting.map(({ group }) => group)]
    const home = related.find(({ split }) => split !== null) ?? related[0] ?? newGroup(newcomer)
    for (const one of newcomer.kin) families.set(one, home)
    for (const group of related) joinTo(home, group)
    if (home.split === null) home.split = newcomer.wish
    if (disagrees(home, newcomer))
      findings.lose(
        'images in the split of their near-duplicate, not in the one asked for',
        shown(newcomer, newcomer.name),
        1,
        'converted',
      )
    home.assets++
    const isRepeat = fitting.some(({ group, distance }) => distance === 0 && rootOf(group) === home)
    if (!isRepeat) index.add(newcomer.perceptualHash, { group: home, name: newcomer.name })
    return { home, isRepeat }
  }

  function newGroup({ id, stratum, wish }: Newcomer): Group {
    const group: Group = { id, split: wish, assets: 0, stratum, mergedInto: null }
    groups.set(id, group)
    return group
  }

  return {
    /** Makes an asset known that has its place already. */
    remember(asset: KnownAsset): void {
      const known = groups.get(asset.group)
      const group = known ?? { id: asset.group, split: asset.split, assets: 0, stratum: '', mergedInto: null }
      if (!known) groups.set(asset.group, group)
      for (const one of asset.kin) families.set(one, group)
      group.assets++
      index.add(asset.perceptualHash, { group, name: asset.name })
    },

    /** Gives assets their groups and splits, in the order of the assets. */
    place(newcomers: readonly Newcomer[]): PlacedNewcomer[] {
      const joined = newcomers.map(join)
      const homes = joined.map(({ home }) => home)
      const unassigned = new Set(homes.map(rootOf).filter(({ split }) => split === null))
      const splits = assignSplits(
        [...unassigned].map(({ id, assets, stratum }) => ({ group: id, assets, stratum })),
        { counts: countsWith(homes), shares: rules.shares, seed: rules.seed },
      )
      for (const group of unassigned) group.split = splits.get(group.id) ?? 'train'
      return joined.map(({ home, isRepeat }) => {
        const { id, split } = rootOf(home) as Group & { split: Split }
        counts[split]++
        return { group: id, split, isRepeat }
      })
    },
  }

  // Newcomers whose group has a split already fill that split before the shares are looked at.
  function countsWith(homes: readonly Group[]): Record<Split, number> {
    const filled = { ...counts }
    for (const home of homes) {
      const { split } = rootOf(home)
      if (split) filled[split]++
    }
    return filled
  }
}

const shown = ({ file }: Newcomer, text: string) => ({ text, file })

const disagrees = (group: Group, { wish }: Newcomer): boolean => wish !== null && group.split !== null && group.split !== wish

// What has its split already keeps it: then the two stay apart.
function joinTo(home: Group, group: Group): void {
  const other = rootOf(group)
  if (other === home || other.split !== null) return
  other.mergedInto = home
  home.assets += other.assets
}

function rootOf(group: Group): Group {
  let root = group
  while (root.mergedInto) root = root.mergedInto
  return root
}
