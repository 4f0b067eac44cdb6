import { AssetStatus, Split } from '#shared/domain/asset.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import { labelTerm } from '../asset-terms.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { keepTerms } from './term-records.ts'

type Counts = Record<string, number>
interface AssetCounts {
  readonly status: Counts
  readonly split: Counts
  readonly label: Counts
}
type CountStore = Parameters<typeof keepTerms>[0] & Pick<Store, 'projects'>

/** Counts are held for so many times as long as counting took: a thousand images are counted each time, a million every few seconds. */
const HELD_FOR = 20
const MOST_HELD = 100
const TERMS_PATIENCE_MS = 500
const LABELS_AT_A_TIME = 32

/** How many assets of a project there are per status, per split, with at least one approved annotation per label, and in all; by index alone. */
export function createAssetCounts(store: CountStore) {
  const held = new Map<string, { found: Promise<unknown>; until: number }>()

  function heldOr<T>(key: string, count: () => Promise<T>): Promise<T> {
    const known = held.get(key)
    const now = performance.now()
    if (known && known.until > now) return known.found as Promise<T>
    const found = count()
    // Whoever asks while it is being counted gets the same.
    const entry = { found, until: Number.POSITIVE_INFINITY }
    held.delete(key)
    held.set(key, entry)
    for (const oldest of [...held.keys()].slice(0, -MOST_HELD)) held.delete(oldest)
    const ended = () => {
      entry.until = performance.now() + (performance.now() - now) * HELD_FOR
    }
    found.then(ended, () => held.delete(key))
    return found
  }

  return {
    per: (projectId: ProjectId): Promise<AssetCounts> => heldOr(`per:${projectId}`, () => countAssets(store, projectId)),
    all: (projectId: ProjectId): Promise<number> =>
      heldOr(`all:${projectId}`, () => store.assets.countDocuments({ projectId }, { hint: { projectId: 1, order: 1 } })),
  }
}
export type AssetCounting = ReturnType<typeof createAssetCounts>

async function countAssets(store: CountStore, projectId: ProjectId): Promise<AssetCounts> {
  const [{ ontology }] = await Promise.all([loadProject(store, projectId), keepTerms(store, projectId, TERMS_PATIENCE_MS)])
  const count = (field: 'status' | 'split' | 'terms.work') => (value: string) =>
    store.assets.countDocuments({ projectId, [field]: value }, { hint: { projectId: 1, [field]: 1, order: 1 } })
  const labels = ontology.labels.map(({ name }) => name)
  const label: Counts = {}
  for (let from = 0; from < labels.length; from += LABELS_AT_A_TIME)
    Object.assign(
      label,
      await counted(labels.slice(from, from + LABELS_AT_A_TIME), (name) => count('terms.work')(labelTerm(name))),
    )
  const [status, split] = await Promise.all([
    counted(AssetStatus.options, count('status')),
    counted(Split.options, count('split')),
  ])
  return { status, split, label }
}

async function counted(values: readonly string[], count: (value: string) => Promise<number>): Promise<Counts> {
  const counts = await Promise.all(values.map(count))
  return Object.fromEntries(values.flatMap((value, at) => (counts[at] ? [[value, counts[at] as number]] : [])))
}
