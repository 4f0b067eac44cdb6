import { z } from 'zod'
import { route } from '../contract.ts'
import { RunId } from '../domain/ids.ts'
import { Experiment, ExperimentId, LoggedInput, RunArtifact, RunEnvironment, ThinCurve, TrackedRun } from '../domain/tracking.ts'

const MOST_RUNS_PER_PAGE = 200
const RUNS_PER_PAGE = 100
/** Pixels of a screen wider than any. */
const MOST_PIXELS = 4000

/** More runs than this nobody can tell apart in one picture. */
export const MOST_COMPARED = 20
const MOST_METRICS_COMPARED = 12

const byExperiment = z.object({ experimentId: ExperimentId })
const byRun = z.object({ experimentId: ExperimentId, runId: RunId })
const listed = z.string().transform((text) => text.split('\n').filter(Boolean))
const yes = z.enum(['true', 'false']).default('false')

/** Which runs, in which order: names as in MLflow's filter language. */
export const RunQuery = z.object({
  /** `metrics.loss < 0.2 AND params.architecture = 'center-point'` */
  filter: z.string().max(2000).default(''),
  /** `metrics.best DESC`; the newest first where it says nothing. */
  order: z.string().max(300).default(''),
  archived: z.enum(['without', 'only', 'with']).default('without'),
  favourites: yes,
  /** Of runs that were logged, only these metrics and parameters, one per line (`metrics.loss`); all where it says nothing. */
  columns: listed.optional(),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'expected the cursor of a page before')
    .optional(),
  limit: z.coerce.number().int().min(1).max(MOST_RUNS_PER_PAGE).default(RUNS_PER_PAGE),
})
export type RunQuery = z.infer<typeof RunQuery>

/** A run of the list, with a thin version of the curve of its main metric. */
export const ListedRun = TrackedRun.extend({ sparkline: z.array(z.number()) })
export type ListedRun = z.infer<typeof ListedRun>

/** Runs as records, those of the loop and those that clients of MLflow log; a project is an experiment by its own id. */
export const tracking = {
  experiments: route({
    method: 'get',
    path: '/api/experiments',
    summary: 'Experiments one may see: every project, and what outside clients made.',
    access: 'user',
    response: z.array(Experiment),
  }),
  experiment: route({
    method: 'get',
    path: '/api/experiments/:experimentId',
    summary: 'One experiment, with the names that its runs have used for metrics and parameters.',
    access: 'user',
    params: byExperiment,
    response: Experiment,
  }),
  runs: route({
    method: 'get',
    path: '/api/experiments/:experimentId/runs',
    summary: 'Runs that a filter finds, in any order, page by page; the first page says how many there are.',
    access: 'user',
    params: byExperiment,
    query: RunQuery,
    response: z.object({ items: z.array(ListedRun), next: z.string().nullable(), total: z.number().int().nullable() }),
  }),
  run: route({
    method: 'get',
    path: '/api/experiments/:experimentId/runs/:runId',
    summary: 'One run: what it was given, what it measured, what it ran on and what it left.',
    access: 'user',
    params: byRun,
    response: z.object({
      run: TrackedRun,
      /** The metrics that have a curve. */
      metrics: z.array(z.string()),
      artifacts: z.array(RunArtifact),
      environment: RunEnvironment.nullable(),
      inputs: z.array(LoggedInput),
    }),
  }),
  artifacts: route({
    method: 'get',
    path: '/api/experiments/:experimentId/runs/:runId/artifacts',
    summary: 'What a run has left in one of its folders. Files stream from /api/2.0/mlflow-artifacts/artifacts.',
    access: 'user',
    params: byRun,
    query: z.object({ path: z.string().default('') }),
    response: z.array(RunArtifact),
  }),
  curves: route({
    method: 'get',
    path: '/api/experiments/:experimentId/curves',
    summary: 'Metrics of up to 20 runs over their steps, thinned to the width of a picture without losing a peak.',
    access: 'user',
    params: byExperiment,
    query: z.object({
      /** Ids, one per line. */
      runs: listed.pipe(z.array(RunId).min(1).max(MOST_COMPARED)),
      /** Names, one per line. */
      metrics: listed.pipe(z.array(z.string()).min(1).max(MOST_METRICS_COMPARED)),
      /** Only these steps, as after zooming. */
      from: z.coerce.number().optional(),
      to: z.coerce.number().optional(),
      pixels: z.coerce.number().int().min(10).max(MOST_PIXELS).default(400),
    }),
    response: z.array(ThinCurve),
  }),
  change: route({
    method: 'patch',
    path: '/api/experiments/:experimentId/runs/:runId',
    summary: 'Note, tags, archive. A tag that becomes null is taken away.',
    access: 'user',
    params: byRun,
    body: z.object({
      note: z.string().max(20_000).optional(),
      tags: z.record(z.string().min(1).max(250), z.string().max(5000).nullable()).optional(),
      archived: z.boolean().optional(),
    }),
    response: TrackedRun,
  }),
  favourite: route({
    method: 'put',
    path: '/api/experiments/:experimentId/runs/:runId/favourite',
    summary: 'Put one’s own star on a run, or take it off.',
    access: 'user',
    params: byRun,
    body: z.object({ favourite: z.boolean() }),
    response: TrackedRun,
  }),
} as const

/** Not JSON: a file that a run has left. */
export const artifactPath = (experimentId: string, runId: string, path: string): string =>
  `/api/2.0/mlflow-artifacts/artifacts/${[experimentId, runId, 'artifacts', ...path.split('/')].map(encodeURIComponent).join('/')}`
