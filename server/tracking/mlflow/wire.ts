import { z } from 'zod'
import type { Experiment, LatestFigure, LoggedState } from '#shared/domain/tracking.ts'
import { invalid } from '../../errors.ts'
import { type AnyRun, SPECIAL_TAGS } from '../logged-runs.ts'
import { marksOf } from '../marks.ts'
import { latestOf, OWN_USER, ownName, paramsOf, stateOf } from '../own-runs.ts'

/** MLflow's limits: `mlflow/utils/validation.py`. */
const LONGEST = { key: 250, param: 6000, tag: 8000, name: 500 } as const
/** In one `log-batch`. */
export const MOST_LOGGED = { metrics: 1000, params: 100, tags: 100, all: 1000 } as const

export const Id = z.union([z.string(), z.number().transform(String)])
/** Clients of other languages write long numbers as texts. */
export const Whole = z.coerce.number().int()
/** Figures that are no numbers come as words, as protocol buffers write them. */
export const Double = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number),
  z
    .string()
    .regex(/^[-+.\deE]+$/)
    .transform(Number),
])
export const Key = z.string().min(1).max(LONGEST.key)
export const Name = z.string().trim().min(1).max(LONGEST.name)
export const Tag = z.object({ key: Key, value: z.string().max(LONGEST.tag).default('') })
export const Param = z.object({ key: Key, value: z.string().max(LONGEST.param).default('') })
export const MetricIn = z.object({ key: Key, value: Double, timestamp: Whole, step: Whole.default(0) })
export const Tags = z.array(Tag).default([])
/** In a query one value stands without a list. */
export const Words = z.preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(z.string())).default([])

export const tagRecord = (tags: readonly { key: string; value: string }[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]))

/** `{a: 1}` as `[{key: a, value: 1}]` */
export const pairs = (record: Readonly<Record<string, string>>) => Object.entries(record).map(([key, value]) => ({ key, value }))

/** A figure as JSON has it: what is no number is a word. */
export const shownDouble = (value: number): number | string => (Number.isFinite(value) ? value : String(value))

/** Where a run's artifacts are, by the scheme that clients resolve to the address of this server. */
export const artifactUri = (experimentId: string, runId: string): string => `mlflow-artifacts:/${experimentId}/${runId}/artifacts`

export const shownExperiment = ({ id, name, tags, state, createdAt, changedAt }: Experiment) => ({
  experiment_id: id,
  name,
  artifact_location: `mlflow-artifacts:/${id}`,
  lifecycle_stage: state,
  creation_time: createdAt,
  last_update_time: changedAt,
  tags: pairs(tags),
})

interface InfoSource {
  readonly id: string
  readonly experimentId: string
  readonly name: string
  readonly userName: string
  readonly state: LoggedState
  readonly startedAt: number
  readonly finishedAt: number | null
  readonly archivedAt: number | null
}

/** What MLflow calls a run's info. */
export function shownInfo(any: AnyRun) {
  const { archivedAt } = marksOf(any)
  const source: InfoSource =
    any.kind === 'logged'
      ? { ...any.run, archivedAt }
      : {
          ...any.run,
          experimentId: any.run.projectId,
          name: ownName(any.run),
          userName: OWN_USER,
          state: stateOf(any.run),
          startedAt: any.run.startedAt ?? any.run.createdAt,
          archivedAt,
        }
  const { id, experimentId, name, userName, state, startedAt, finishedAt } = source
  return {
    run_id: id,
    run_uuid: id,
    run_name: name,
    experiment_id: experimentId,
    user_id: userName,
    status: state,
    start_time: startedAt,
    ...(finishedAt !== null && { end_time: finishedAt }),
    artifact_uri: artifactUri(experimentId, id),
    lifecycle_stage: archivedAt === null ? 'active' : 'deleted',
  }
}

/** A whole run, as `runs/get` and `runs/search` have it. */
export function shownRun(any: AnyRun) {
  const info = shownInfo(any)
  const { note, tags } = marksOf(any)
  const isLogged = any.kind === 'logged'
  const said = { ...tags, [SPECIAL_TAGS.name]: info.run_name, ...(note !== '' && { [SPECIAL_TAGS.note]: note }) }
  const own = isLogged ? ownTags(any.run.models) : { [SPECIAL_TAGS.user]: OWN_USER, 'labelloop.trigger': any.run.trigger.reason }
  return {
    info,
    data: {
      metrics: shownFigures(isLogged ? any.run.metrics : latestOf(any.run)),
      params: pairs(isLogged ? any.run.params : paramsOf(any.run)),
      tags: pairs({ ...own, ...said }),
    },
    inputs: { dataset_inputs: isLogged ? any.run.inputs : [], model_inputs: [] },
    outputs: { model_outputs: [] },
  }
}

// The tag in which clients look for what a run has logged as models.
const ownTags = (models: readonly string[]): Record<string, string> =>
  models.length === 0 ? {} : { 'mlflow.log-model.history': `[${models.join(',')}]` }

const shownFigures = (metrics: Readonly<Record<string, LatestFigure>>) =>
  Object.entries(metrics).map(([key, { s, t, v }]) => ({ key, value: shownDouble(v), timestamp: t, step: s }))

/** The place of the next page, as a word that says nothing to whoever holds it. */
export const pageToken = (place: number): string => Buffer.from(JSON.stringify({ place })).toString('base64url')

/** … and back. */
export function placeOf(token: string | undefined): number {
  if (token === undefined || token === '') return 0
  try {
    const { place } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as { place?: unknown }
    if (typeof place === 'number' && Number.isInteger(place) && place >= 0) return place
  } catch {
    // Falls through: what cannot be read is refused like what makes no sense.
  }
  throw invalid(`Invalid page token: '${token.slice(0, LONGEST.key)}'`)
}
