import type { Binary } from 'mongodb'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'

/** The newest points of one metric of a run; older ones are sealed. By the run and the name. */
export type MetricSeriesRow = {
  _id: string
  runId: RunId
  key: string
  /** Of the points that are sealed, and of those that are not. */
  sealed: number
  waiting: number
  tail: { steps: number[]; times: number[]; values: number[] }
}
/** A stretch of a metric's points in the order of its steps, as columns of 64-bit floats; times are milliseconds since 1970. */
export type MetricPointsRow = {
  _id: string
  seriesId: string
  runId: RunId
  firstStep: number
  lastStep: number
  steps: Binary
  times: Binary
  values: Binary
}
/** All that is sealed of a metric, thinned: made anew when `sealed` is no longer the series' own. */
export type MetricSketchRow = { _id: string; runId: RunId; sealed: number; steps: Binary; times: Binary; values: Binary }
/** A file that an outside client left with one of its runs or models. */
export type ArtifactRow = { _id: string; owner: string; path: string; hash: string; bytes: number; at: number }
/** A model that an outside client registered, by its name; a project that is one keeps its aliases and tags here. */
export type RegisteredModelRow = {
  _id: string
  projectId: ProjectId | null
  description: string
  tags: Record<string, string>
  /** Name to version. */
  aliases: Record<string, number>
  createdAt: number
  changedAt: number
}
/** A version of such a model; of a project's model only what clients say about it. */
export type RegisteredVersionRow = {
  _id: string
  name: string
  version: number
  source: string
  runId: string
  modelId: string
  description: string
  tags: Record<string, string>
  stage: string
  createdAt: number
  changedAt: number
}
/** A model that a client logged beside a run (MLflow 3), before anybody registered it. */
export type LoggedModelRow = {
  _id: string
  experimentId: string
  name: string
  modelType: string
  runId: string
  state: string
  params: Record<string, string>
  tags: Record<string, string>
  createdAt: number
  changedAt: number
}
