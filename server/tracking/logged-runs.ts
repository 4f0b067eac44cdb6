import { newId, type RunId } from '#shared/domain/ids.ts'
import type { Experiment, LoggedInput, LoggedRun, LoggedState } from '#shared/domain/tracking.ts'
import type { Run } from '#shared/domain/training.ts'
import { invalid, notFound } from '../errors.ts'
import { fromStored, type Stored, toStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { fieldOf, toFields, toNames } from './fields.ts'
import { appendPoints, type Point, type PointStore } from './points.ts'

type RunStore = Pick<Store, 'loggedRuns' | 'runs'>

/** A run of an outside client, or one that the product made itself. */
export type AnyRun = { readonly kind: 'logged'; readonly run: LoggedRun } | { readonly kind: 'own'; readonly run: Run }

/** Tags that say what the run itself has a place for. */
export const SPECIAL_TAGS = { name: 'mlflow.runName', note: 'mlflow.note.content', user: 'mlflow.user' } as const

/** A run by its id, whoever made it; not_found where there is none. */
export async function loadAnyRun(store: RunStore, id: string): Promise<AnyRun> {
  const row = await store.loggedRuns.findOne({ _id: id as RunId })
  if (row) return { kind: 'logged', run: fromRow(row) }
  const own = await store.runs.findOne({ _id: id as RunId })
  if (own) return { kind: 'own', run: fromStored(own) }
  throw notFound(`Run ${id}`)
}

/** A stored run, or the part of it that was read, with the names of its figures as their clients wrote them. */
export const fromRow = (row: Stored<LoggedRun>): LoggedRun => ({
  ...fromStored(row),
  params: toNames(row.params ?? {}),
  metrics: toNames(row.metrics ?? {}),
  marks: { ...row.marks, tags: toNames(row.marks.tags) },
})

/** A new run of an outside client in an experiment. */
export async function createLoggedRun(
  store: Pick<Store, 'loggedRuns'>,
  experiment: Experiment,
  draft: { name: string; userName: string; startedAt: number; tags: Record<string, string> },
): Promise<LoggedRun> {
  if (experiment.state === 'deleted') throw invalid(`Expected an active experiment, ${experiment.name} is deleted`)
  const id = newId<RunId>('run')
  const { tags, name, ...rest } = draft
  const { [SPECIAL_TAGS.name]: named, [SPECIAL_TAGS.note]: note = '', ...others } = tags
  const run: LoggedRun = {
    id,
    experimentId: experiment.id,
    projectId: experiment.projectId,
    name: name || named || `run ${id.slice(-6)}`,
    state: 'RUNNING',
    ...rest,
    finishedAt: null,
    params: {},
    metrics: {},
    inputs: [],
    models: [],
    marks: { note, tags: others, favouriteOf: [], archivedAt: null },
  }
  await store.loggedRuns.insertOne(toStored({ ...run, marks: { ...run.marks, tags: toFields(others) } }))
  return run
}

/** Says how a logged run stands. */
export async function updateLoggedRun(
  store: Pick<Store, 'loggedRuns'>,
  id: RunId,
  { state, finishedAt, name }: { state?: LoggedState | undefined; finishedAt?: number | undefined; name?: string | undefined },
): Promise<void> {
  const said = { ...(state && { state }), ...(finishedAt !== undefined && { finishedAt }), ...(name && { name }) }
  if (Object.keys(said).length > 0) await store.loggedRuns.updateOne({ _id: id }, { $set: said })
}

/** What a client logs at once. */
export interface Logged {
  readonly metrics: readonly Point[]
  readonly params: readonly { key: string; value: string }[]
  readonly tags: readonly { key: string; value: string }[]
}

/**
 * Writes figures, parameters and tags of a logged run. A parameter is said once: another value for it is refused, and with it all that came
 * with it, as MLflow does.
 */
export async function logFigures(store: Pick<Store, 'loggedRuns'> & PointStore, run: LoggedRun, logged: Logged): Promise<void> {
  const { metrics, params, tags } = logged
  const set = { ...paramFields(params), ...tagFields(tags) }
  const max = newest(metrics)
  const update = { ...(Object.keys(set).length > 0 && { $set: set }), ...(Object.keys(max).length > 0 && { $max: max }) }
  if (Object.keys(update).length > 0) {
    const unsaid = params.map(({ key, value }) => {
      const field = `params.${fieldOf(key)}`
      return { $or: [{ [field]: { $exists: false } }, { [field]: value }] }
    })
    const filter = { _id: run.id, 'marks.archivedAt': null, ...(unsaid.length > 0 && { $and: unsaid }) }
    const { matchedCount } = await store.loggedRuns.updateOne(filter, update)
    if (matchedCount === 0) throw await refusal(store, run.id, params)
  }
  await appendPoints(store, run.id, metrics)
}

export async function addInputs(store: Pick<Store, 'loggedRuns'>, id: RunId, inputs: readonly LoggedInput[]): Promise<void> {
  await store.loggedRuns.updateOne({ _id: id }, { $push: { inputs: { $each: [...inputs] } } })
}

export async function addModel(store: Pick<Store, 'loggedRuns'>, id: RunId, model: string): Promise<void> {
  await store.loggedRuns.updateOne({ _id: id }, { $push: { models: model } })
}

const paramFields = (params: Logged['params']): Record<string, string> =>
  Object.fromEntries(params.map(({ key, value }) => [`params.${fieldOf(key)}`, value]))

/** Tags as fields of a run's row, the special ones where they belong. */
export function tagFields(tags: Logged['tags']): Record<string, string> {
  const fieldOfTag = (key: string) => {
    if (key === SPECIAL_TAGS.name) return 'name'
    return key === SPECIAL_TAGS.note ? 'marks.note' : `marks.tags.${fieldOf(key)}`
  }
  return Object.fromEntries(tags.map(({ key, value }) => [fieldOfTag(key), value]))
}

// By step, then time, then value: the database compares the fields of `LatestFigure` in this order.
function newest(metrics: readonly Point[]): Record<string, { s: number; t: number; v: number }> {
  const found: Record<string, { s: number; t: number; v: number }> = {}
  for (const { key, step, time, value } of metrics) {
    const field = `metrics.${fieldOf(key)}`
    const other = found[field]
    const isNewer = !other || step > other.s || (step === other.s && (time > other.t || (time === other.t && value >= other.v)))
    if (isNewer) found[field] = { s: step, t: time, v: value }
  }
  return found
}

async function refusal(store: Pick<Store, 'loggedRuns'>, id: RunId, params: Logged['params']): Promise<Error> {
  const row = await store.loggedRuns.findOne({ _id: id })
  if (!row) return notFound(`Run ${id}`)
  if (row.marks.archivedAt !== null) return invalid(`Expected an active run, ${row.name} is deleted`)
  const said = toNames(row.params)
  const changed = params.find(({ key, value }) => said[key] !== undefined && said[key] !== value)
  return invalid(
    changed
      ? `Changing param values is not allowed: '${changed.key}' was '${said[changed.key]}' and would be '${changed.value}'`
      : `Run ${id} changed meanwhile: send it again`,
  )
}
