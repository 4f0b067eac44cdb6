import type { ProjectId, UserId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import { mainMetric, tasks } from '#shared/tasks/index.ts'
import { conflict, notFound } from '../errors.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import { recordDecision, updateProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'

type ModelStore = Pick<Store, 'models' | 'projects' | 'decisions' | 'count'>

export async function loadModel(store: Pick<Store, 'models'>, projectId: ProjectId, version: number): Promise<Model> {
  const model = await store.models.findOne({ projectId, version })
  if (!model) throw notFound(`Model v${version}`)
  return model
}

/** Gives a model the next version; the same run or job (`id`) registers once, however often it is resumed. */
export async function registerModel(store: ModelStore, id: string, draft: Omit<Model, 'version'>): Promise<Model> {
  const registered = await store.models.findOne({ _id: id })
  if (registered) return registered
  const version = await store.count(`models:${draft.projectId}`)
  const model = { _id: id, ...draft, version }
  try {
    await store.models.insertOne(model)
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  return loadModelById(store, id)
}

export async function updateModel(store: Pick<Store, 'models'>, model: Model, fields: Partial<Model>): Promise<Model> {
  await store.models.updateOne({ projectId: model.projectId, version: model.version }, { $set: fields })
  return { ...model, ...fields }
}

/** Points the champion alias at a model: one write, effective for the next asset. With `once` it is told once for that occasion. */
export async function promoteModel(
  store: ModelStore,
  model: Model,
  by: { userId: UserId | null; reason: string; once?: string },
): Promise<void> {
  const { metricTitle } = tasks[model.task]
  const metric = model.evaluation && mainMetric(model.evaluation)
  const figure = metric === null ? '' : ` (${metricTitle} ${metric.toFixed(3)})`
  await updateProject(store, model.projectId, { champion: model.version, challenger: null })
  await store.models.updateOne({ projectId: model.projectId, version: model.version }, { $set: { promotedAt: Date.now() } })
  await recordDecision(store, {
    projectId: model.projectId,
    userId: by.userId,
    type: 'promotion',
    sentence: `v${model.version} promoted${figure}${by.reason ? `: ${by.reason}` : ''}`,
    once: by.once,
  })
}

/**
 * Gives the alias back to the model that was champion before, or to none; the version it points at then. What was rolled back is no
 * champion of the past: rolling back once more does not return to it.
 */
export async function rollBack(
  store: ModelStore,
  projectId: ProjectId,
  champion: number | null,
  userId: UserId | null,
): Promise<number | null> {
  if (champion === null) throw conflict('There is no champion to roll back')
  const before = await store.models.findOne(
    { projectId, version: { $ne: champion }, promotedAt: { $exists: true } },
    { sort: { promotedAt: -1 } },
  )
  const version = before?.version ?? null
  await updateProject(store, projectId, { champion: version })
  await forgetPromotion(store, projectId, champion)
  await recordDecision(store, {
    projectId,
    userId,
    type: 'rollback',
    sentence: version === null ? `v${champion} rolled back; no champion now` : `v${champion} rolled back to v${version}`,
  })
  return version
}

/** A version that no rollback returns to. */
export async function forgetPromotion(store: Pick<Store, 'models'>, projectId: ProjectId, version: number): Promise<void> {
  await store.models.updateOne({ projectId, version }, { $unset: { promotedAt: '' } })
}

async function loadModelById(store: Pick<Store, 'models'>, id: string): Promise<Model> {
  const model = await store.models.findOne({ _id: id })
  if (!model) throw notFound(`The model of ${id}`)
  return model
}
