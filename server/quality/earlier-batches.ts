import type { ImportId, ProjectId } from '#shared/domain/ids.ts'
import type { BatchImage } from '../store/quality-rows.ts'
import type { Store } from '../store/store.ts'

/** So many batches say what is not new … */
const MOST_NAMED = 50
/** … and the newest of them how images usually are. */
const MOST_COMPARED = 10
const MOST_IMAGES = 1000

const KINDS = ['formats', 'colourModes', 'labels', 'attributes'] as const

/** What came before a batch. */
interface EarlierBatches {
  readonly batches: number
  readonly images: readonly BatchImage[]
  readonly names: Readonly<Record<(typeof KINDS)[number], ReadonlySet<string>>>
}

/** The batches before one that were not taken back; null where there is none. */
export async function earlierBatches(
  store: Pick<Store, 'batchReports' | 'imports'>,
  { projectId, importId, at }: { projectId: ProjectId; importId: ImportId; at: number },
): Promise<EarlierBatches | null> {
  const rows = await store.batchReports
    .find({ projectId, at: { $lte: at } }, { projection: { ...Object.fromEntries(KINDS.map((kind) => [kind, 1])) } })
    .sort({ at: -1 })
    .limit(MOST_NAMED)
    .toArray()
  const ids = rows.map(({ _id }) => _id).filter((id) => id !== importId)
  const undone = await store.imports.find({ _id: { $in: ids }, state: 'undone' }, { projection: { _id: 1 } }).toArray()
  const gone = new Set(undone.map(({ _id }) => _id))
  const kept = rows.filter(({ _id }) => _id !== importId && !gone.has(_id))
  if (kept.length === 0) return null
  const compared = kept.slice(0, MOST_COMPARED).map(({ _id }) => _id)
  const samples = await store.batchReports.find({ _id: { $in: compared } }, { projection: { sample: 1 } }).toArray()
  // The same number of each, so that one large batch does not speak for all.
  const share = Math.ceil(MOST_IMAGES / compared.length)
  const images = samples.flatMap(({ sample }) => sample.slice(0, share))
  const namesOf = (kind: (typeof KINDS)[number]) => new Set(kept.flatMap((row) => row[kind].map(({ name }) => name)))
  return {
    batches: compared.length,
    images,
    names: {
      formats: namesOf('formats'),
      colourModes: namesOf('colourModes'),
      labels: namesOf('labels'),
      attributes: namesOf('attributes'),
    },
  }
}
