/** Every read of the product and its key, in one list: whoever changes data looks here for what shows it. That is why it is long. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Split } from '#shared/domain/asset.ts'
import { AT_ONCE } from '#shared/domain/connection.ts'
import type { Examination } from '#shared/domain/examination.ts'
import type { AssetId, ImportId, JobId, ProjectId, RunId, SnapshotId, StudyId, VideoId } from '#shared/domain/ids.ts'
import { isFinished } from '#shared/domain/job.ts'
import type { FunctionCaseKind } from '#shared/domain/labeling-function.ts'
import type { LineageRef } from '#shared/domain/lineage.ts'
import type { LoopSettings } from '#shared/domain/project.ts'
import type { FindingStatus } from '#shared/domain/quality.ts'
import type { QualityRuleId, QualityRules } from '#shared/domain/quality-rule.ts'
import type { ExperimentId } from '#shared/domain/tracking.ts'
import type { Folds } from '#shared/domain/version.ts'
import type { AssetQuestion } from '#shared/routes/data.ts'
import type { RunQuery } from '#shared/routes/tracking.ts'
import { routes } from '#shared/routes.ts'
import { call } from './api.ts'

// The first screen comes soon, the rest in few answers.
const FIRST_ASSETS = 100
const MORE_ASSETS = 500
const DECISIONS_PER_PAGE = 50
const CASES_PER_PAGE = 60
const FINDINGS_PER_PAGE = 60
const SIGHTINGS_PER_PAGE = 24
const CASES_OF_AN_IMAGE = 500
const RUNS_PER_PAGE = 100
const SEGMENTER_STALE_MS = 300_000
const JOB_READ_AGAIN_MS = 3_000
const DRY_RUN_STALE_MS = 30_000
const DELIVERIES_PER_PAGE = 30
const DELIVERIES_READ_AGAIN_MS = 2_000
/** One may begin by itself. */
const PLAN_READ_AGAIN_MS = 30_000
/** While something is taken as it arrives. */
const CONNECTIONS_READ_AGAIN_MS = 5_000

/** Keys of the cache: everything of a project lies under `projectKey`, so that one notice can refresh it. */
export const projectKey = (projectId: ProjectId) => ['project', projectId] as const
/** Not below `projectKey`: no notice changes it. */
const segmenterKey = (projectId: ProjectId) => ['segmenter', projectId] as const
/** Not below `projectKey`: 100,000 points are not read at every notice. */
export const mapKey = (projectId: ProjectId) => ['map', projectId] as const
/** Not below `projectKey`: what is told is read where it is shown, not at every stroke. */
export const notificationsKey = (projectId: ProjectId) => ['notifications', projectId] as const
export const hookKey = (projectId: ProjectId) => ['hook', projectId] as const
export const backupsKey = ['backups'] as const
export const backupPlanKey = ['backup-plan'] as const
export const connectionsKey = (projectId: ProjectId) => ['connections', projectId] as const
/** Not below `projectKey`: views change by hand alone. */
export const viewsKey = (projectId: ProjectId) => ['views', projectId] as const
export const findingsKey = (projectId: ProjectId) => [...projectKey(projectId), 'findings'] as const
export const jobKey = (jobId: JobId) => ['job', jobId] as const
const projectsKey = ['projects'] as const
/** What two versions differ in never changes: it is not read again with the project. */
const frozenKey = (projectId: ProjectId) => ['frozen', projectId] as const

/** Not below `projectKey`: cases change only when a model is examined anew. */
const casesKey = (projectId: ProjectId) => ['cases', projectId] as const

/** Which cases, as the address bar has it. */
export interface CaseQuery {
  readonly kind?: string | undefined
  readonly label?: string | undefined
  readonly predicted?: string | undefined
  readonly least?: number | undefined
}

/** Which metrics of which runs, on so many pixels; at these steps only where a picture is zoomed into. */
export interface CurveQuery {
  readonly runs: readonly RunId[]
  readonly metrics: readonly string[]
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly pixels: number
}

export type AssetQuery = z.input<typeof AssetQuestion>
/** Which runs, as the address bar has it. */
export type RunSearch = Pick<z.input<typeof RunQuery>, 'filter' | 'order' | 'archived' | 'favourites'>
/** … and what is read of each. */
export type RunsAsked = RunSearch & { readonly columns: readonly string[] }

/** A project is an experiment by its own id. */
const experimentOf = (projectId: ProjectId) => projectId as string as ExperimentId

/** Every read of the product: its key and how it is fetched. */
export const queries = {
  projects: () => queryOptions({ queryKey: projectsKey, queryFn: ({ signal }) => call(routes.projects.list, {}, signal) }),
  project: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'summary'],
      queryFn: ({ signal }) => call(routes.projects.show, { params: { projectId } }, signal),
    }),
  overview: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'overview'],
      queryFn: ({ signal }) => call(routes.projects.overview, { params: { projectId } }, signal),
    }),
  pipeline: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'pipeline'],
      queryFn: ({ signal }) => call(routes.pipelines.show, { params: { projectId } }, signal),
    }),
  pipelineVersions: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'pipeline', 'versions'],
      queryFn: ({ signal }) => call(routes.pipelines.versions, { params: { projectId } }, signal),
    }),
  pipelineTemplates: () =>
    queryOptions({ queryKey: ['pipeline-templates'], queryFn: ({ signal }) => call(routes.pipelines.templates, {}, signal) }),
  execution: (projectId: ProjectId, runId: RunId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'run', runId, 'execution'],
      queryFn: ({ signal }) => call(routes.pipelines.execution, { params: { projectId, runId } }, signal),
    }),
  decisions: (projectId: ProjectId) =>
    infiniteQueryOptions({
      queryKey: [...projectKey(projectId), 'decisions'],
      queryFn: ({ pageParam, signal }) =>
        call(
          routes.projects.decisions,
          { params: { projectId }, query: { cursor: pageParam, limit: DECISIONS_PER_PAGE } },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  assets: (projectId: ProjectId, filter: AssetQuery) =>
    infiniteQueryOptions({
      queryKey: [...projectKey(projectId), 'assets', filter],
      queryFn: ({ pageParam, signal }) =>
        call(
          routes.data.assets,
          { params: { projectId }, query: { ...filter, cursor: pageParam, limit: pageParam ? MORE_ASSETS : FIRST_ASSETS } },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  views: (projectId: ProjectId) =>
    queryOptions({
      queryKey: viewsKey(projectId),
      queryFn: ({ signal }) => call(routes.savedViews.list, { params: { projectId } }, signal),
    }),
  embeddings: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'embeddings'],
      queryFn: ({ signal }) => call(routes.embeddings.state, { params: { projectId } }, signal),
    }),
  // A long list: read when the page opens and when a drawing ends, not at every stroke of anybody.
  map: (projectId: ProjectId) =>
    queryOptions({
      queryKey: mapKey(projectId),
      queryFn: ({ signal }) => call(routes.embeddings.map, { params: { projectId } }, signal),
      refetchOnWindowFocus: false,
    }),
  assetCounts: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'asset-counts'],
      queryFn: ({ signal }) => call(routes.data.assetCounts, { params: { projectId } }, signal),
    }),
  asset: (projectId: ProjectId, assetId: AssetId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'asset', assetId],
      queryFn: ({ signal }) => call(routes.data.asset, { params: { projectId, assetId } }, signal),
    }),
  // A long list that never changes: not among what a notice refreshes.
  videoFrames: (projectId: ProjectId, videoId: VideoId) =>
    queryOptions({
      queryKey: ['video-frames', projectId, videoId],
      queryFn: ({ signal }) => call(routes.videos.frames, { params: { projectId, videoId } }, signal),
      staleTime: Infinity,
    }),
  videoTracks: (projectId: ProjectId, videoId: VideoId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'video-tracks', videoId],
      queryFn: ({ signal }) => call(routes.videos.tracks, { params: { projectId, videoId } }, signal),
    }),
  runs: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'runs'],
      queryFn: ({ signal }) => call(routes.loop.runs, { params: { projectId } }, signal),
    }),
  run: (projectId: ProjectId, runId: RunId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'run', runId],
      queryFn: ({ signal }) => call(routes.loop.run, { params: { projectId, runId } }, signal),
    }),
  trackedRuns: (projectId: ProjectId, { columns, ...search }: RunsAsked) =>
    infiniteQueryOptions({
      queryKey: [...projectKey(projectId), 'tracked-runs', search, columns],
      queryFn: ({ pageParam, signal }) =>
        call(
          routes.tracking.runs,
          {
            params: { experimentId: experimentOf(projectId) },
            query: { ...search, columns: columns.join('\n'), cursor: pageParam, limit: RUNS_PER_PAGE },
          },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
      retry: false,
    }),
  trackedRun: (projectId: ProjectId, runId: RunId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'tracked-run', runId],
      queryFn: ({ signal }) => call(routes.tracking.run, { params: { experimentId: experimentOf(projectId), runId } }, signal),
    }),
  runArtifacts: (projectId: ProjectId, runId: RunId, path: string) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'run-artifacts', runId, path],
      queryFn: ({ signal }) =>
        call(routes.tracking.artifacts, { params: { experimentId: experimentOf(projectId), runId }, query: { path } }, signal),
    }),
  experiments: () =>
    queryOptions({ queryKey: ['experiments'], queryFn: ({ signal }) => call(routes.tracking.experiments, {}, signal) }),
  experiment: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'experiment'],
      queryFn: ({ signal }) => call(routes.tracking.experiment, { params: { experimentId: experimentOf(projectId) } }, signal),
    }),
  runCurves: (projectId: ProjectId, wanted: CurveQuery) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'run-curves', wanted],
      queryFn: ({ signal }) => {
        const { runs, metrics, from, to, pixels } = wanted
        const query = { runs: runs.join('\n'), metrics: metrics.join('\n'), from, to, pixels }
        return call(routes.tracking.curves, { params: { experimentId: experimentOf(projectId) }, query }, signal)
      },
      placeholderData: keepPreviousData,
    }),
  studies: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'studies'],
      queryFn: ({ signal }) => call(routes.studies.list, { params: { projectId } }, signal),
    }),
  study: (projectId: ProjectId, studyId: StudyId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'study', studyId],
      queryFn: ({ signal }) => call(routes.studies.show, { params: { projectId, studyId } }, signal),
    }),
  studyAdvice: (projectId: ProjectId) =>
    queryOptions({
      queryKey: ['study-advice', projectId],
      queryFn: ({ signal }) => call(routes.studies.advice, { params: { projectId } }, signal),
    }),
  // What the product knows of training; no notice changes it.
  tunables: (projectId: ProjectId) =>
    queryOptions({
      queryKey: ['tunables', projectId],
      queryFn: ({ signal }) => call(routes.studies.parameters, { params: { projectId } }, signal),
      staleTime: Infinity,
    }),
  models: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'models'],
      queryFn: ({ signal }) => call(routes.loop.models, { params: { projectId } }, signal),
    }),
  deployment: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'deployment'],
      queryFn: ({ signal }) => call(routes.deployment.show, { params: { projectId } }, signal),
    }),
  sightings: (projectId: ProjectId) =>
    infiniteQueryOptions({
      queryKey: [...projectKey(projectId), 'sightings'],
      queryFn: ({ pageParam, signal }) =>
        call(
          routes.deployment.sightings,
          { params: { projectId }, query: { cursor: pageParam, limit: SIGHTINGS_PER_PAGE } },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  lineage: (projectId: ProjectId, from: LineageRef, steps: number) =>
    infiniteQueryOptions({
      queryKey: [...projectKey(projectId), 'lineage', from, steps],
      queryFn: ({ pageParam, signal }) =>
        call(routes.deployment.lineage, { params: { projectId }, query: { from, steps, cursor: pageParam } }, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  modelCard: (projectId: ProjectId, version: number) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'model-card', version],
      queryFn: ({ signal }) => call(routes.deployment.card, { params: { projectId, version } }, signal),
    }),
  mlBackend: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'ml-backend'],
      queryFn: ({ signal }) => call(routes.labelStudio.backend, { params: { projectId } }, signal),
    }),
  ensemble: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'ensemble'],
      queryFn: ({ signal }) => call(routes.loop.ensemble, { params: { projectId } }, signal),
    }),
  examination: (projectId: ProjectId, version: number, split: Split) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'examination', version, split],
      queryFn: ({ signal }) => call(routes.examinations.show, { params: { projectId, version }, query: { split } }, signal),
    }),
  cases: ({ projectId, version, split, examinedAt }: Examination, filter: CaseQuery) =>
    infiniteQueryOptions({
      queryKey: [...casesKey(projectId), version, split, examinedAt, filter],
      queryFn: ({ pageParam, signal }) =>
        call(
          routes.examinations.cases,
          { params: { projectId, version }, query: { split, ...filter, cursor: pageParam, limit: CASES_PER_PAGE } },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
      staleTime: Infinity,
    }),
  casesOfAsset: ({ projectId, version, split }: Pick<Examination, 'projectId' | 'version' | 'split'>, assetId: AssetId) =>
    queryOptions({
      queryKey: [...casesKey(projectId), version, split, 'asset', assetId],
      queryFn: ({ signal }) =>
        call(
          routes.examinations.cases,
          { params: { projectId, version }, query: { split, assetId, limit: CASES_OF_AN_IMAGE } },
          signal,
        ),
    }),
  suspects: ({ projectId, version }: Examination, splits: readonly Examination[], label: string | null) =>
    infiniteQueryOptions({
      queryKey: [...casesKey(projectId), version, 'suspects', ...splits.map(({ examinedAt }) => examinedAt), label],
      queryFn: ({ pageParam, signal }) =>
        call(
          routes.examinations.suspects,
          {
            params: { projectId, version },
            query: { ...(label !== null && { label }), cursor: pageParam, limit: CASES_PER_PAGE },
          },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      staleTime: Infinity,
    }),
  beside: ({ projectId, version, split, examinedAt }: Examination, other: number) =>
    infiniteQueryOptions({
      queryKey: [...casesKey(projectId), version, split, examinedAt, 'beside', other],
      queryFn: ({ pageParam, signal }) =>
        call(
          routes.examinations.beside,
          { params: { projectId, version, other }, query: { split, cursor: pageParam, limit: CASES_PER_PAGE } },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  monitoring: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'monitoring'],
      queryFn: ({ signal }) => call(routes.monitoring.show, { params: { projectId } }, signal),
    }),
  snapshots: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'snapshots'],
      queryFn: ({ signal }) => call(routes.data.snapshots, { params: { projectId } }, signal),
    }),
  imports: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'imports'],
      queryFn: ({ signal }) => call(routes.data.imports, { params: { projectId } }, signal),
    }),
  quality: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'quality'],
      queryFn: ({ signal }) => call(routes.quality.show, { params: { projectId } }, signal),
    }),
  qualityPreview: (projectId: ProjectId, rules: QualityRules) =>
    queryOptions({
      queryKey: ['quality-preview', projectId, rules],
      queryFn: ({ signal }) => call(routes.quality.preview, { params: { projectId }, body: rules }, signal),
      staleTime: DRY_RUN_STALE_MS,
    }),
  findings: (projectId: ProjectId, rule: QualityRuleId, status: FindingStatus) =>
    infiniteQueryOptions({
      queryKey: [...findingsKey(projectId), rule, status],
      queryFn: ({ pageParam, signal }) =>
        call(
          routes.quality.findings,
          { params: { projectId }, query: { rule, status, cursor: pageParam, limit: FINDINGS_PER_PAGE } },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  batchReport: (projectId: ProjectId, importId: ImportId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'imports', importId, 'report'],
      queryFn: ({ signal }) => call(routes.quality.batch, { params: { projectId, importId } }, signal),
    }),
  version: (projectId: ProjectId, snapshotId: SnapshotId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'snapshots', snapshotId],
      queryFn: ({ signal }) => call(routes.versions.show, { params: { projectId, snapshotId } }, signal),
    }),
  versionDifference: (projectId: ProjectId, snapshotId: SnapshotId, before: SnapshotId) =>
    infiniteQueryOptions({
      queryKey: [...frozenKey(projectId), snapshotId, before],
      queryFn: ({ pageParam: cursor, signal }) =>
        call(routes.versions.compare, { params: { projectId, snapshotId }, query: { before, cursor } }, signal),
      initialPageParam: 0,
      getNextPageParam: (page) => page.next ?? undefined,
      staleTime: Infinity,
    }),
  versionLeaks: (projectId: ProjectId, snapshotId: SnapshotId) =>
    queryOptions({
      queryKey: [...frozenKey(projectId), snapshotId, 'leaks'],
      queryFn: ({ signal }) => call(routes.versions.leaks, { params: { projectId, snapshotId } }, signal),
      staleTime: Infinity,
    }),
  versionFolds: (projectId: ProjectId, snapshotId: SnapshotId, wish: Folds) =>
    queryOptions({
      queryKey: [...frozenKey(projectId), snapshotId, 'folds', wish],
      queryFn: ({ signal }) =>
        call(routes.versions.folds, { params: { projectId, snapshotId }, query: { ...wish, detail: 'summary' } }, signal),
      staleTime: Infinity,
    }),
  backups: () =>
    queryOptions({
      queryKey: backupsKey,
      queryFn: ({ signal }) => call(routes.backups.list, {}, signal),
    }),
  backupPlan: () =>
    queryOptions({
      queryKey: backupPlanKey,
      queryFn: ({ signal }) => call(routes.backups.plan, {}, signal),
      refetchInterval: PLAN_READ_AGAIN_MS,
    }),
  jobs: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'jobs'],
      queryFn: ({ signal }) => call(routes.loop.jobs, { query: { projectId } }, signal),
    }),
  connections: (projectId: ProjectId) =>
    queryOptions({
      queryKey: connectionsKey(projectId),
      queryFn: ({ signal }) => call(routes.connections.list, { params: { projectId } }, signal),
      refetchInterval: ({ state }) =>
        state.data?.some(({ schedule }) => schedule === AT_ONCE) ? CONNECTIONS_READ_AGAIN_MS : false,
    }),
  job: (jobId: JobId) =>
    queryOptions({
      queryKey: jobKey(jobId),
      queryFn: ({ signal }) => call(routes.loop.job, { params: { jobId } }, signal),
      // Notices carry its progress; this finds the end where one was missed.
      refetchInterval: ({ state }) => (state.data && isFinished(state.data) ? false : JOB_READ_AGAIN_MS),
    }),
  segmenter: (projectId: ProjectId) =>
    queryOptions({
      queryKey: segmenterKey(projectId),
      queryFn: ({ signal }) => call(routes.segmenters.show, { params: { projectId } }, signal),
      staleTime: SEGMENTER_STALE_MS,
    }),
  startingPoints: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'starting-points'],
      queryFn: ({ signal }) => call(routes.startingPoints.list, { params: { projectId } }, signal),
    }),
  labelingFunctions: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'labeling-functions'],
      queryFn: ({ signal }) => call(routes.supervision.functions, { params: { projectId } }, signal),
    }),
  functionCases: (projectId: ProjectId, name: string, kind: FunctionCaseKind) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'function-cases', name, kind],
      queryFn: ({ signal }) => call(routes.supervision.cases, { params: { projectId, name }, query: { kind } }, signal),
    }),
  supervision: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'supervision'],
      queryFn: ({ signal }) => call(routes.supervision.latest, { params: { projectId } }, signal),
    }),
  ratingRounds: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'rating-rounds'],
      queryFn: ({ signal }) => call(routes.raters.rounds, { params: { projectId } }, signal),
    }),
  ownRatings: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'own-ratings'],
      queryFn: ({ signal }) => call(routes.raters.own, { params: { projectId } }, signal),
    }),
  // Computed anew from every rating: when the page opens, and when somebody asks.
  agreement: (projectId: ProjectId, roundId: string) =>
    queryOptions({
      queryKey: ['agreement', projectId, roundId],
      queryFn: ({ signal }) => call(routes.raters.agreement, { params: { projectId, roundId } }, signal),
    }),
  consensus: (projectId: ProjectId, roundId: string) =>
    queryOptions({
      queryKey: ['consensus', projectId, roundId],
      queryFn: ({ signal }) => call(routes.raters.consensus, { params: { projectId, roundId } }, signal),
    }),
  consensusMerges: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'consensus-merges'],
      queryFn: ({ signal }) => call(routes.raters.merges, { params: { projectId } }, signal),
    }),
  labelChanges: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...projectKey(projectId), 'label-changes'],
      queryFn: ({ signal }) => call(routes.labels.changes, { params: { projectId } }, signal),
    }),
  // Not below `projectKey`: a replay of 30 days is not asked for at every stroke of anybody.
  dryRun: (projectId: ProjectId, loop: LoopSettings) =>
    queryOptions({
      queryKey: ['dry-run', projectId, loop],
      queryFn: ({ signal }) => call(routes.triggers.dryRun, { params: { projectId }, body: { loop } }, signal),
      staleTime: DRY_RUN_STALE_MS,
      retry: false,
    }),
  hook: (projectId: ProjectId) =>
    queryOptions({
      queryKey: hookKey(projectId),
      queryFn: ({ signal }) => call(routes.triggers.hook, { params: { projectId } }, signal),
    }),
  subscriptions: (projectId: ProjectId) =>
    queryOptions({
      queryKey: [...notificationsKey(projectId), 'subscriptions'],
      queryFn: ({ signal }) => call(routes.notifications.list, { params: { projectId } }, signal),
    }),
  deliveries: (projectId: ProjectId) =>
    infiniteQueryOptions({
      queryKey: [...notificationsKey(projectId), 'deliveries'],
      queryFn: ({ pageParam, signal }) =>
        call(
          routes.notifications.deliveries,
          { params: { projectId }, query: { cursor: pageParam, limit: DELIVERIES_PER_PAGE } },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      refetchInterval: ({ state }) =>
        state.data?.pages[0]?.items.some((delivery) => delivery.state === 'waiting') ? DELIVERIES_READ_AGAIN_MS : false,
    }),
  formats: () =>
    queryOptions({ queryKey: ['formats'], queryFn: ({ signal }) => call(routes.data.formats, {}, signal), staleTime: Infinity }),
  users: () => queryOptions({ queryKey: ['users'], queryFn: ({ signal }) => call(routes.people.list, {}, signal) }),
  tokens: () => queryOptions({ queryKey: ['tokens'], queryFn: ({ signal }) => call(routes.people.tokens, {}, signal) }),
  status: () => queryOptions({ queryKey: ['status'], queryFn: ({ signal }) => call(routes.loop.status, {}, signal) }),
}
