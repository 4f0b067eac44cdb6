import type { Annotation } from '#shared/domain/annotation.ts'
import { UNDECIDED_ASSET_STATUSES } from '#shared/domain/asset.ts'
import type { AssetRange } from '#shared/domain/deployment.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { Model } from '#shared/domain/training.ts'
import { MAX_OPERATIONS_PER_COMMIT } from '#shared/events.ts'
import { activeLabels } from '#shared/ontology.ts'
import type { AssetState, Operation, Refusal } from '#shared/operations.ts'
import { type LabelledPrediction, shown } from '#shared/tasks/shown.ts'
import { type AssetRow, fromStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { suggestionOperations } from './suggestions.ts'
import { uncertaintyOf } from './uncertainty.ts'

const ASSETS_PER_ROUND = 32
const MS = 1000

export interface PrelabelDeps {
  readonly store: Pick<Store, 'assets' | 'annotations' | 'projects'>
  readonly fileOf: (hash: string) => Promise<string>
  /** Predictions per image, in the order of the images. */
  readonly predict: (
    images: { assetId: string; file: string; width: number; height: number }[],
  ) => Promise<LabelledPrediction[][]>
  /** The operation log: the pre-labeler is one more participant, refused where a person has begun. */
  readonly commit: (commit: {
    assetId: AssetId
    operations: Operation[]
    precondition: (state: AssetState) => Refusal | null
  }) => Promise<void>
  readonly progress: (fraction: number, message: string, secondsLeft: number) => Promise<void>
  /** False once the model is no longer the one to suggest; throws once the job was cancelled. */
  readonly goesOn: () => Promise<boolean>
}
export interface PrelabelResult {
  readonly assets: number
  readonly suggestions: number
  readonly imagesPerSecond: number
}

/** Who suggests: a model with the scores from which on it is shown, the versions that have a say beside it, and on which images. */
export interface Suggester extends Pick<Model, 'version' | 'thresholds'> {
  readonly together: readonly number[]
  readonly on: AssetRange
}

/** The assets nobody has begun or has in hands, and these models have not seen. */
export const waitingFor = (projectId: ProjectId, { version, together, on }: Pick<Suggester, 'version' | 'together' | 'on'>) => ({
  projectId,
  ...idsIn(on),
  status: { $in: [...UNDECIDED_ASSET_STATUSES] },
  reservedUntil: { $lte: Date.now() },
  $or: [
    { prelabelledBy: { $ne: version } },
    // Assets of an older version say nothing of others: there were none.
    together.length > 0 ? { prelabelledWith: { $ne: [...together] } } : { 'prelabelledWith.0': { $exists: true } },
  ],
})

const idsIn = ({ from, to }: AssetRange) =>
  from === null && to === null
    ? {}
    : { _id: { ...(from !== null && { $gte: from as AssetId }), ...(to !== null && { $lt: to as AssetId }) } }

/** Suggests annotations on every asset nobody has begun and that these models have not seen; the most recent imports included. */
export async function prelabelAssets(deps: PrelabelDeps, project: Project, by: Suggester): Promise<PrelabelResult> {
  const waiting = waitingFor(project.id, by)
  const started = Date.now()
  const result = { assets: 0, suggestions: 0 }
  const total = await deps.store.assets.countDocuments(waiting)
  // Walks in import order, again and again until a whole walk finds nothing: images may arrive meanwhile.
  let last = -1
  let foundInWalk = 0
  while (await deps.goesOn()) {
    const rows = await deps.store.assets
      .find({ ...waiting, order: { $gt: last } })
      .sort({ order: 1 })
      .limit(ASSETS_PER_ROUND)
      .toArray()
    if (rows.length === 0 && foundInWalk === 0) break
    last = rows.at(-1)?.order ?? -1
    foundInWalk = rows.length === 0 ? 0 : foundInWalk + rows.length
    if (rows.length === 0) continue
    const files = await Promise.all(rows.map(({ hash }) => deps.fileOf(hash)))
    const predictions = await deps.predict(
      rows.map(({ _id, width, height }, place) => ({ assetId: _id, file: files[place] ?? '', width, height })),
    )
    // The alias may have moved while the model was thinking: then it has no say any more.
    if (!(await deps.goesOn())) break
    const suggested = await Promise.all(rows.map((row, index) => suggestOn(deps, project, by, row, predictions[index] ?? [])))
    result.assets += rows.length
    result.suggestions += suggested.reduce((sum, count) => sum + count, 0)
    const rate = result.assets / ((Date.now() - started) / MS)
    const left = Math.max(0, total - result.assets)
    await deps.progress(
      Math.min(1, result.assets / Math.max(1, total)),
      `${result.assets} of ${total} images, ${rate.toFixed(1)} a second`,
      left / rate,
    )
  }
  const seconds = (Date.now() - started) / MS
  return { ...result, imagesPerSecond: seconds > 0 ? result.assets / seconds : 0 }
}

async function suggestOn(
  deps: PrelabelDeps,
  project: Project,
  by: Suggester,
  row: AssetRow,
  predictions: LabelledPrediction[],
): Promise<number> {
  const current = (await deps.store.annotations.find({ assetId: row._id, status: 'suggested' }).toArray()).map(
    (found) => fromStored(found) as Annotation,
  )
  const active = new Set(activeLabels(project.ontology).map(({ name }) => name))
  const known = predictions.filter(({ label }) => active.has(label))
  const good = shown(project.task, known, by.thresholds)
  const operations = suggestionOperations(current, good, by)
  for (let at = 0; at < operations.length; at += MAX_OPERATIONS_PER_COMMIT)
    await deps.commit({
      assetId: row._id,
      operations: operations.slice(at, at + MAX_OPERATIONS_PER_COMMIT),
      precondition: nobodyBegan,
    })
  await deps.store.assets.updateOne(
    { _id: row._id },
    {
      $set: {
        prelabelledBy: by.version,
        prelabelledWith: [...by.together],
        uncertainty: uncertaintyOf(project.task, known, by.thresholds),
      },
    },
  )
  return good.length
}

function nobodyBegan({ status }: AssetState): Refusal | null {
  if ((UNDECIDED_ASSET_STATUSES as readonly string[]).includes(status)) return null
  return { code: 'conflict', message: 'A person has begun this asset' }
}
