import type { Project } from '#shared/domain/project.ts'
import type { ImportOptions } from '#shared/routes/data.ts'
import { keysAround } from '../../look-alike-keys.ts'
import { splitCounts } from '../../store/split-counts.ts'
import type { Store } from '../../store/store.ts'
import type { Findings } from '../findings.ts'
import { createGroups, type KnownAsset, type Newcomer, type PlacedNewcomer } from './groups.ts'
import { kinOf, withKin } from './kin.ts'

/** A dry run leaves nothing in the database to be found again: it remembers this many of its own images, some 50 MB. */
const MOST_REMEMBERED = 100_000

interface PlaceRules {
  readonly project: Project
  readonly options: ImportOptions
  readonly findings: Findings
}

/**
 * Gives newcomers their groups and splits. Of the project only look-alikes of the newcomers and frames of their videos are read, by index: one more
 * asset costs the same however many there are.
 */
export function openPlaces(store: Pick<Store, 'assets' | 'counters'>, { project, options, findings }: PlaceRules) {
  const { id: projectId, loop } = project
  const by = options.groupBy ?? loop.split.by
  const rules = { shares: loop.split, seed: projectId, keepApart: options.split === 'source' }
  let remembering: ReturnType<typeof createGroups> | null = null
  let remembered = 0

  async function groupsNow() {
    if (remembering && remembered < MOST_REMEMBERED) return remembering
    const groups = createGroups({ ...rules, counts: await splitCounts(store, projectId) }, findings)
    remembering = options.dryRun ? groups : null
    remembered = 0
    return groups
  }

  return {
    async place(newcomers: readonly Newcomer[]): Promise<PlacedNewcomer[]> {
      const groups = await groupsNow()
      for (const known of await knownTo(newcomers)) groups.remember(known)
      remembered += newcomers.length
      return groups.place(newcomers)
    },
  }

  async function knownTo(newcomers: readonly Newcomer[]): Promise<KnownAsset[]> {
    const keys = [...new Set(newcomers.flatMap(({ perceptualHash }) => keysAround(perceptualHash)))]
    const kins = [...new Set(newcomers.flatMap(({ kin }) => kin))]
    const fields = { projection: { _id: 0, name: 1, group: 1, split: 1, perceptualHash: 1, video: 1, meta: 1 } } as const
    const alike = keys.length === 0 ? [] : await store.assets.find({ projectId, near: { $in: keys } }, fields).toArray()
    const kin = await Promise.all(kins.map((one) => store.assets.findOne({ projectId, ...withKin(one, by) }, fields)))
    return [...alike, ...kin.filter((row) => row !== null)].map((row) => ({ ...row, kin: kinOf(row, by) }))
  }
}
