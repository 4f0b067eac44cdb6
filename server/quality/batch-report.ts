import type { ImportId, ProjectId } from '#shared/domain/ids.ts'
import type { SignalReport } from '#shared/domain/monitoring.ts'
import { groupBy } from '#shared/group-by.ts'
import { createRandom } from '#shared/random.ts'
import type { AnnotationRow, AssetRow } from '../store/collections.ts'
import type { BatchImage, BatchReportRow } from '../store/quality-rows.ts'
import type { Store } from '../store/store.ts'
import { earlierBatches } from './earlier-batches.ts'
import { broughtBy } from './examine-project.ts'
import { createTally } from './tally.ts'

/** Images of a batch that later ones are held against: more say no more. */
const MOST_KEPT = 400
const SEED = 1

export type BatchLabel = Pick<AnnotationRow, 'assetId' | 'label' | 'shape' | 'attributes'>
export interface BatchDeps {
  readonly store: Pick<Store, 'assets' | 'annotations' | 'assetStatistics' | 'assetQuality' | 'batchReports' | 'imports'>
  /** The numbers of an image that its file and its labels say. */
  readonly numbersOf: (asset: AssetRow, labels: readonly BatchLabel[]) => Record<string, number>
  /** How images differ from others, signal by signal. */
  readonly compare: (reference: readonly BatchImage[], current: readonly BatchImage[]) => SignalReport[]
}

/** Makes the validation report of an import from what it has brought, held against the batches before; nothing where it brought no image. */
export async function reportBatch(
  deps: BatchDeps,
  { projectId, importId }: { projectId: ProjectId; importId: ImportId },
): Promise<BatchReportRow | null> {
  const { store } = deps
  const record = await store.imports.findOne({ _id: importId }, { projection: { at: 1 } })
  const at = record?.at ?? Date.now()
  const tallies = {
    formats: createTally(),
    colourModes: createTally(),
    sizes: createTally(),
    labels: createTally(),
    attributes: createTally(),
  }
  const kept = createReservoir<BatchImage>(MOST_KEPT)
  const counts = { images: 0, annotations: 0, unlabelled: 0 }
  for await (const assets of broughtBy(store, importId))
    for (const { asset, labels, colourMode, numbers } of await seen(deps, assets)) {
      counts.images++
      counts.annotations += labels.length
      if (labels.length === 0) counts.unlabelled++
      tallies.formats.add(asset.format)
      if (colourMode !== null) tallies.colourModes.add(colourMode)
      tallies.sizes.add(`${asset.width} x ${asset.height}`)
      for (const { label, attributes } of labels) {
        tallies.labels.add(label)
        for (const [name, value] of Object.entries(attributes)) if (value !== null) tallies.attributes.add(name)
      }
      kept.add({ numbers, mix: [...groupBy(labels, ({ label }) => label)].map(([label, of]) => ({ label, count: of.length })) })
    }
  if (counts.images === 0) return null
  const before = await earlierBatches(store, { projectId, importId, at })
  const sample = kept.taken()
  const row: BatchReportRow = {
    _id: importId,
    projectId,
    at,
    ...counts,
    formats: tallies.formats.listed(before?.names.formats),
    colourModes: tallies.colourModes.listed(before?.names.colourModes),
    sizes: tallies.sizes.listed(),
    labels: tallies.labels.listed(before?.names.labels),
    attributes: tallies.attributes.listed(before?.names.attributes),
    against: before && { batches: before.batches, images: before.images.length },
    signals: before ? deps.compare(before.images, sample) : [],
    sample,
  }
  const { _id, ...replacement } = row
  await store.batchReports.replaceOne({ _id }, replacement, { upsert: true })
  return row
}

async function seen({ store, numbersOf }: BatchDeps, assets: readonly AssetRow[]) {
  const ids = assets.map(({ _id }) => _id)
  const [labels, statistics, quality] = await Promise.all([
    store.annotations
      .find(
        { assetId: { $in: ids }, status: { $in: ['draft', 'approved'] } },
        { projection: { assetId: 1, label: 1, shape: 1, attributes: 1 } },
      )
      .toArray(),
    store.assetStatistics.find({ _id: { $in: ids } }).toArray(),
    store.assetQuality.find({ _id: { $in: ids } }, { projection: { colourMode: 1 } }).toArray(),
  ])
  const labelsOf = groupBy<BatchLabel, AssetRow['_id']>(labels, ({ assetId }) => assetId)
  const measuredOf = new Map(statistics.map(({ _id, numbers }) => [_id, numbers]))
  const modeOf = new Map(quality.map(({ _id, colourMode }) => [_id, colourMode]))
  return assets.map((asset) => {
    const own = labelsOf.get(asset._id) ?? []
    const numbers = { ...measuredOf.get(asset._id), ...numbersOf(asset, own) }
    return { asset, labels: own, colourMode: modeOf.get(asset._id) ?? null, numbers }
  })
}

/** A part of a stream in which everything of it is as likely to be (Vitter's algorithm R, ACM TOMS 11, 1985). */
function createReservoir<T>(size: number) {
  const random = createRandom(SEED)
  const taken: T[] = []
  let seenSoFar = 0
  return {
    add(item: T): void {
      seenSoFar++
      if (taken.length < size) taken.push(item)
      else {
        const place = random.integer(seenSoFar)
        if (place < size) taken[place] = item
      }
    },
    taken: () => taken,
  }
}
