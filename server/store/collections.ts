/** Every collection with its rows and its indexes in one list, so that whoever asks the database looks here. That is why it is long. */
import type { Binary, Collection, Db, IndexDescription } from 'mongodb'
import type { Alert } from '#shared/domain/alert.ts'
import type { Annotation } from '#shared/domain/annotation.ts'
import type { Asset } from '#shared/domain/asset.ts'
import type { AssetMeta } from '#shared/domain/asset-meta.ts'
import type { BackupPlan, BackupPlanState, BackupRecord } from '#shared/domain/backup.ts'
import type { Comment } from '#shared/domain/comment.ts'
import type { Connection } from '#shared/domain/connection.ts'
import type { Decision } from '#shared/domain/decision.ts'
import type { Deployment, ShadowSighting } from '#shared/domain/deployment.ts'
import type { EngineReport } from '#shared/domain/engine.ts'
import type { Ensemble } from '#shared/domain/ensemble.ts'
import type { Case, Examination } from '#shared/domain/examination.ts'
import type { AnnotationId, AssetId, ImportId, ProjectId, RunId, UserId } from '#shared/domain/ids.ts'
import type { ImportRecord } from '#shared/domain/import.ts'
import type { Job } from '#shared/domain/job.ts'
import type { LabelingFunction, Supervision, Vote } from '#shared/domain/labeling-function.ts'
import type { ManifestSummary } from '#shared/domain/manifest.ts'
import type { MlBackendSettings, MlBackendState } from '#shared/domain/ml-backend.ts'
import type { Delivery, Subscription } from '#shared/domain/notification.ts'
import type { ApiToken, User } from '#shared/domain/people.ts'
import type { Execution, Pipeline, PipelineTemplate } from '#shared/domain/pipeline.ts'
import type { Project } from '#shared/domain/project.ts'
import type { QualityRuleId } from '#shared/domain/quality-rule.ts'
import type { ConsensusMerge, RatingRound } from '#shared/domain/raters.ts'
import type { SavedView } from '#shared/domain/saved-view.ts'
import type { Segmenter } from '#shared/domain/segmenter.ts'
import type { StartingPoint } from '#shared/domain/starting-point.ts'
import type { Study } from '#shared/domain/study.ts'
import type { Experiment, LoggedRun } from '#shared/domain/tracking.ts'
import type { CurvePoint, Model, Run, Snapshot } from '#shared/domain/training.ts'
import type { Commit } from '#shared/events.ts'
import type { PixelFacts } from '#shared/labeling-rules/facts.ts'
import type { Patch } from '#shared/operations.ts'
import type { Hook } from '#shared/routes/triggers.ts'
import type { AssetActs } from '../asset-acts.ts'
import type { AssetStatisticsRow, CorrectionRow, LookRow, MonitoringRow, ServedSampleRow } from './monitoring-rows.ts'
import type { AssetQualityRow, BatchReportRow, QualityFindingRow, QualityStateRow } from './quality-rows.ts'
import type {
  ArtifactRow,
  LoggedModelRow,
  MetricPointsRow,
  MetricSeriesRow,
  MetricSketchRow,
  RegisteredModelRow,
  RegisteredVersionRow,
} from './tracking-rows.ts'

/** A record as MongoDB keeps it: its `id` is the `_id`. */
export type Stored<R extends { id: string }> = Omit<R, 'id'> & { _id: R['id'] }

/** Fields of an asset that only the server reads. */
export type AssetRow = Stored<Asset> & {
  /** Place in import order. */
  order: number
  /** 64-bit perceptual hash, 16 hexadecimal digits. */
  perceptualHash: string
  /** Under which numbers look-alikes find it; empty where another of its group is found by the same, absent where nobody looks. */
  near?: number[]
  /** The import that brought it, and its path there; absent for copies. */
  brought?: { by: ImportId; as: string }
  /** SHA-256 of the thumbnail's blob. */
  thumbnail: string
  /** SHA-256 of the tiles of a large image: a TIFF with a page for each of its levels. */
  pyramid?: string
  /** Versions that had a say in its suggestions beside `prelabelledBy`; empty or absent where that one was alone. */
  prelabelledWith?: number[]
  /** In a project of ratings: the image of the rated project that this is a blind copy of. */
  copyOf?: AssetId
  /** Random, 0 to 1: the unbiased slice of the queue. */
  lottery: number
  /** What its log says beside its counts; absent until that was looked at. */
  work?: AssetWork
  /** What was measured of its pixels; absent until then, and where it cannot be read. */
  measured?: AssetStatisticsRow['numbers'] & {}
  /** SHA-256 of its content without what was written about it; absent where that is the content itself. */
  bare?: string
  /** The rules that have an open finding on it. */
  found?: QualityRuleId[]
  /** What the filter language finds it by, a list for each that writes one. */
  terms?: { name?: string[]; work?: string[]; image?: string[] }
  /** By which making of the terms all of them are there; absent where some lack. */
  termed?: number
}
/** What the log of an image says beside its counts. */
export type AssetWork = AssetActs & {
  /** Approved labels on it. */
  labels: number
  /** Lowest score among the suggestions that wait on it; null where none does. */
  leastScore: number | null
}
/** An annotation with the number of the commit it was projected at: a row ahead of its asset's row is half a projection. */
export type AnnotationRow = Stored<Annotation> & { sequence: number }
/** One commit, as appended; never changed. */
export type CommitRow = Commit & {
  _id: string
  projectId: ProjectId
  /** What each operation was answered, for when it is repeated. */
  revisions: number[]
  /** The annotations it made, absent where none: an annotation is made once, on one asset. */
  created?: AnnotationId[]
}
/** A case, with the model it is one of. */
export type CaseRow = Stored<Case> & { projectId: ProjectId; version: number }
/** By the model and the split. */
export type ExaminationRow = Examination & { _id: string }
export type ModelRow = Model & { _id: string }
/** The last ensemble that was weighed, by the project. */
export type EnsembleRow = Ensemble & { _id: ProjectId }
/** What became of one image's suggestions while two models were compared; by the deployment and the image, and never changed. */
export type DecidedImageRow = {
  _id: string
  deploymentId: string
  projectId: ProjectId
  assetId: AssetId
  at: number
  arm: 'champion' | 'challenger'
  suggestions: number
  corrected: number
  missed: number
}
/** Which Label Studio introduced itself to a project last, and the token for its files. */
export type LabelStudioHostRow = { _id: ProjectId; hostname: string; accessToken: string; seenAt: number }
/** Somebody else's ML backend, by the project and its version there: how it is reached, and the secret of the links to images that it is sent. */
export type MlBackendRow = { _id: string; projectId: ProjectId; secret: string } & MlBackendSettings & MlBackendState
/** By the deployment and the image. */
export type ShadowSightingRow = ShadowSighting & { _id: string; deploymentId: string; projectId: ProjectId }
/** A leaf of a project's manifest that need not be read again as long as its assets are at the commits that its key was made of. */
export type ManifestLeafRow = { _id: string; projectId: ProjectId; part: string; summary: ManifestSummary }
/** A stretch of a run's curve. */
export type CurveRow = { _id: string; runId: RunId; index: number; points: CurvePoint[] }
/** A line about a step of a run; rows of an older version are about the training. */
export type RunLogRow = { _id: string; runId: RunId; at: number; line: string; step?: string }
/** A version of a project's pipeline, by the project and the version. */
export type PipelineRow = Pipeline & { _id: string }
/** By its name. */
export type PipelineTemplateRow = PipelineTemplate & { _id: string }
/** By the project. */
export type PipelineSecretRow = { _id: ProjectId; secret: string }
/** By the run; only who holds the newest token of its job writes. */
export type ExecutionRow = Stored<Execution> & { token: number }
/** Fencing: a worker may only write while its token is the row's. */
export type JobRow = Stored<Job> & {
  lease: { worker: string; until: number } | null
  /** Grows with every taking: an older holder's writes are refused. */
  token: number
  /** Takings that ended without a word since the last progress. */
  crashes: number
  /** At most one unfinished job carries it. */
  unique: string | null
  /** 1 where others of its lane go first, whenever they came; absent in rows of an older version. */
  patience?: number
  /** When MongoDB forgets it: only of what came by itself and ended. */
  keptUntil?: Date
}
export type UserRow = Stored<User> & { passwordHash: string | null }
/** Sessions, API tokens and one-time sign-in links, by the SHA-256 of their secret. */
export type SecretRow = Stored<ApiToken> & { kind: 'session' | 'api' | 'once'; hash: string; expiresAt: Date | null }
/** A comment with who is named anywhere in it, and which of them have not looked at it since. */
export type CommentRow = Stored<Comment> & { mentioned: UserId[]; unreadBy: UserId[] }
/** A project's own segmenter, by the project. */
export type SegmenterRow = Segmenter & { _id: ProjectId }
/** By the project and the name. */
export type StartingPointRow = StartingPoint & { _id: string }
/** What an encoder made of an image, by the hashes of both: the blob that holds it. */
export type EmbeddingRow = { _id: string; encoder: string; content: string }
/** An image as a vector, by its asset: 32-bit floats, little end first; or why it has none. By what and when it was made; older rows do not say when. */
export type AssetEmbeddingRow = { _id: AssetId; projectId: ProjectId; embedder: string; madeAt?: number } & (
  | { vector: Binary; unreadable: null }
  | { vector: null; unreadable: string }
)
/** Where the images of a project lie on its map: x and y of each as 32-bit floats, 0 to 1, in the order of the assets. */
export type EmbeddingMapRow = { _id: ProjectId; drawnAt: number; assetIds: AssetId[]; places: Binary }
/** By the project, the name and the version. */
export type LabelingFunctionRow = LabelingFunction & { _id: string }
/** What a function said of an image and of what is proposed on it, when both were as the digest says. */
export type FunctionVotes = { name: string; digest: string; votes: Vote[] }
/** By the image: all votes on it, what was measured of its pixels, and what the last supervision made of the votes on the whole image. */
export type VotesRow = {
  _id: AssetId
  projectId: ProjectId
  said: FunctionVotes[]
  pixels?: { hash: string; facts: PixelFacts }
  believed?: { version: number; labels: { label: string; probability: number }[] }
}
/** By the project and the version. */
export type SupervisionRow = Supervision & { _id: string }
/** A place that files are taken from: what only it may know, and what lay there when it was taken from last. */
export type ConnectionRow = Omit<Connection, 'hasSecret' | 'nextAt'> & {
  _id: string
  secret: string | null
  state: string | null
  /** The state that whoever watches it has asked to be taken last: each is asked for once. */
  asked?: string | null
}
/** A file of a connection as it was fetched, by the connection and its path. */
export type TakenFileRow = { _id: string; projectId: ProjectId; version: string; hash: string }
/** The hash of the secret by which others start trainings, by the project. */
export type HookRow = Hook & { _id: ProjectId; hash: string }
/** With what signs the webhook's deliveries; null for e-mail. */
export type SubscriptionRow = Stored<Subscription> & { secret: string | null }
/** Whoever takes it moves `nextAt` past its own try: nobody else takes it meanwhile, and somebody does where that one dies. */
export type DeliveryRow = Stored<Delivery> & {
  /** Tries begun so far, also by those that died: only the latest may say what came of it. */
  tries: number
  giveUpAt: number
  keptUntil: Date
}
/** A question about a project's images under a name; its owner's alone unless it is shared. */
export type SavedViewRow = Stored<SavedView> & { projectId: ProjectId }
/** A backup that was made of this installation: by its digest and its time. */
export type BackupRow = Stored<BackupRecord>
/** One row: when backups are made by themselves, and how the last was asked for. */
export type BackupPlanRow = { _id: string; plan: BackupPlan; last: BackupPlanState['last']; changedAt: number }
/** A worker that lives. */
export type WorkerRow = { _id: string; engine: string | null; engines: EngineReport[]; seenAt: Date }
export type ImportRow = Stored<ImportRecord> & {
  /** Somebody stopped it and wants to keep what it had brought by then. */
  keep?: boolean
}
/** What an import did to the labels of an image that was here before: written first, so that it can be put back whatever happens. */
export type ImportChangeRow = {
  /** By the import and the image. */
  _id: string
  importId: ImportId
  projectId: ProjectId
  assetId: AssetId
  created: AnnotationId[]
  /** The revision each annotation got by it, and the patch that puts it back. */
  changed: { annotationId: AnnotationId; revision: number; back: Patch }[]
  /** The revision the image got by its new status, and the status before; null where that stayed. */
  status: { revision: number; back: Asset['status'] } | null
  /** What was known of the image beside its labels, and what the import made of it; absent where it left that alone. */
  meta?: { before: AssetMeta; after: AssetMeta }
}
/** A number that only grows, such as the last run's of a project. */
export type CounterRow = { _id: string; value: number }

/** What lives where: DESIGN.md section 3. */
export interface Collections {
  projects: Collection<Stored<Project>>
  assets: Collection<AssetRow>
  annotations: Collection<AnnotationRow>
  operations: Collection<CommitRow>
  snapshots: Collection<Stored<Snapshot>>
  imports: Collection<ImportRow>
  importChanges: Collection<ImportChangeRow>
  manifestLeaves: Collection<ManifestLeafRow>
  runs: Collection<Stored<Run>>
  studies: Collection<Stored<Study>>
  curves: Collection<CurveRow>
  runLogs: Collection<RunLogRow>
  pipelines: Collection<PipelineRow>
  pipelineTemplates: Collection<PipelineTemplateRow>
  pipelineSecrets: Collection<PipelineSecretRow>
  executions: Collection<ExecutionRow>
  models: Collection<ModelRow>
  ensembles: Collection<EnsembleRow>
  deployments: Collection<Stored<Deployment>>
  decidedImages: Collection<DecidedImageRow>
  shadowSightings: Collection<ShadowSightingRow>
  labelStudioHosts: Collection<LabelStudioHostRow>
  mlBackends: Collection<MlBackendRow>
  examinations: Collection<ExaminationRow>
  cases: Collection<CaseRow>
  jobs: Collection<JobRow>
  decisions: Collection<Stored<Decision>>
  alerts: Collection<Stored<Alert>>
  experiments: Collection<Stored<Experiment>>
  loggedRuns: Collection<Stored<LoggedRun>>
  loggedModels: Collection<LoggedModelRow>
  metricSeries: Collection<MetricSeriesRow>
  metricPoints: Collection<MetricPointsRow>
  metricSketches: Collection<MetricSketchRow>
  artifacts: Collection<ArtifactRow>
  registeredModels: Collection<RegisteredModelRow>
  registeredVersions: Collection<RegisteredVersionRow>
  comments: Collection<CommentRow>
  segmenters: Collection<SegmenterRow>
  startingPoints: Collection<StartingPointRow>
  embeddings: Collection<EmbeddingRow>
  assetEmbeddings: Collection<AssetEmbeddingRow>
  embeddingMaps: Collection<EmbeddingMapRow>
  labelingFunctions: Collection<LabelingFunctionRow>
  labelVotes: Collection<VotesRow>
  supervisions: Collection<SupervisionRow>
  ratingRounds: Collection<Stored<RatingRound>>
  consensusMerges: Collection<Stored<ConsensusMerge>>
  hooks: Collection<HookRow>
  connections: Collection<ConnectionRow>
  takenFiles: Collection<TakenFileRow>
  subscriptions: Collection<SubscriptionRow>
  deliveries: Collection<DeliveryRow>
  users: Collection<UserRow>
  secrets: Collection<SecretRow>
  assetStatistics: Collection<AssetStatisticsRow>
  monitorings: Collection<MonitoringRow>
  looks: Collection<LookRow>
  corrections: Collection<CorrectionRow>
  servedSamples: Collection<ServedSampleRow>
  qualityStates: Collection<QualityStateRow>
  assetQuality: Collection<AssetQualityRow>
  qualityFindings: Collection<QualityFindingRow>
  batchReports: Collection<BatchReportRow>
  savedViews: Collection<SavedViewRow>
  backups: Collection<BackupRow>
  backupPlans: Collection<BackupPlanRow>
  workers: Collection<WorkerRow>
  counters: Collection<CounterRow>
}

const SECONDS_A_WORKER_IS_REMEMBERED = 60
/** A quarter of a year. */
const SECONDS_SERVED_IMAGES_ARE_REMEMBERED = 90 * 24 * 60 * 60

// Only what nobody has decided: small, and nothing to write for the rest.
const UNDECIDED = { partialFilterExpression: { status: 'suggested' } }

// Few labels are likely mistakes.
const SUSPECTED = { partialFilterExpression: { suspicion: { $type: 'number' } } }

// What models proposed, whatever became of it.
const OF_MODELS = { partialFilterExpression: { 'origin.version': { $exists: true } } }

const TRACKED = { partialFilterExpression: { 'track.id': { $exists: true } } }

/** Every index the product's queries need; a test explains each query and expects an index scan. */
const INDEXES: { [K in keyof Collections]: IndexDescription[] } = {
  projects: [
    { key: { name: 1 }, unique: true },
    { key: { 'blind.of': 1 }, partialFilterExpression: { 'blind.of': { $exists: true } } },
  ],
  assets: [
    { key: { projectId: 1, order: 1 } },
    { key: { projectId: 1, name: 1 }, unique: true },
    { key: { projectId: 1, hash: 1 }, unique: true },
    { key: { projectId: 1, bare: 1 }, partialFilterExpression: { bare: { $exists: true } } },
    { key: { projectId: 1, status: 1, order: 1 } },
    { key: { projectId: 1, status: 1, rank: 1, uncertainty: -1 } },
    { key: { projectId: 1, status: 1, lottery: 1 } },
    { key: { projectId: 1, split: 1, order: 1 } },
    { key: { projectId: 1, group: 1 } },
    { key: { projectId: 1, near: 1 } },
    { key: { 'brought.by': 1, 'brought.as': 1 }, partialFilterExpression: { 'brought.by': { $exists: true } } },
    { key: { projectId: 1, 'video.id': 1, 'video.frame': 1 }, partialFilterExpression: { 'video.id': { $exists: true } } },
    { key: { reservedBy: 1, projectId: 1 } },
    { key: { projectId: 1, 'terms.work': 1, order: 1 } },
    { key: { projectId: 1, 'terms.image': 1, order: 1 } },
    { key: { projectId: 1, 'terms.name': 1, order: 1 } },
    // Those that lack terms: nearly none, found at once.
    { key: { projectId: 1, termed: 1 } },
  ],
  annotations: [
    { key: { assetId: 1 } },
    { key: { projectId: 1, 'track.id': 1 }, ...TRACKED },
    { key: { assetId: 1, 'track.id': 1 }, ...TRACKED },
    { key: { projectId: 1, status: 1, label: 1 } },
    { key: { projectId: 1, status: 1, label: 1, 'origin.score': -1, _id: 1 }, ...UNDECIDED },
    { key: { projectId: 1, status: 1, 'origin.score': -1, _id: 1 }, ...UNDECIDED },
    { key: { projectId: 1, 'origin.version': 1, _id: 1 }, ...OF_MODELS },
  ],
  operations: [
    { key: { assetId: 1, sequence: 1 }, unique: true },
    { key: { 'operations.id': 1 }, unique: true },
    { key: { created: 1 }, unique: true, sparse: true },
    { key: { projectId: 1, at: 1 } },
  ],
  snapshots: [
    { key: { projectId: 1, number: -1 }, unique: true },
    {
      key: { projectId: 1, 'marks.name': 1 },
      name: 'one_version_name',
      unique: true,
      partialFilterExpression: { 'marks.name': { $type: 'string' } },
    },
  ],
  manifestLeaves: [{ key: { projectId: 1 } }],
  imports: [{ key: { projectId: 1, at: -1 } }],
  importChanges: [{ key: { importId: 1, _id: 1 } }, { key: { assetId: 1 } }, { key: { projectId: 1 } }],
  runs: [
    { key: { projectId: 1, number: -1 }, unique: true },
    { key: { state: 1, createdAt: -1 } },
    // A study's n-th run is one, whoever asks for it at the same time.
    {
      key: { 'trial.studyId': 1, 'trial.number': 1 },
      name: 'one_trial',
      unique: true,
      partialFilterExpression: { 'trial.number': { $exists: true } },
    },
    // One pending run of the loop per project, whatever races; a study's runs are apart.
    {
      key: { projectId: 1 },
      name: 'one_pending_run',
      unique: true,
      partialFilterExpression: { state: { $in: ['queued', 'snapshot', 'training', 'evaluating', 'gate'] }, trial: null },
    },
    // What starts by itself follows what did before: of two that answer the same, one is too late.
    {
      key: { projectId: 1, 'answered.after': -1 },
      name: 'one_answer',
      unique: true,
      partialFilterExpression: { 'answered.after': { $exists: true } },
    },
  ],
  studies: [{ key: { projectId: 1, number: -1 }, unique: true }, { key: { state: 1 } }],
  curves: [{ key: { runId: 1, index: 1 }, unique: true }],
  runLogs: [{ key: { runId: 1, at: 1 } }],
  pipelines: [{ key: { projectId: 1, version: -1 }, unique: true }],
  pipelineTemplates: [],
  pipelineSecrets: [],
  executions: [{ key: { projectId: 1, 'states.digest': 1, runNumber: -1 } }],
  models: [{ key: { projectId: 1, version: -1 }, unique: true }],
  ensembles: [],
  deployments: [
    { key: { projectId: 1, startedAt: -1 } },
    { key: { projectId: 1 }, name: 'one_running', unique: true, partialFilterExpression: { state: 'running' } },
  ],
  decidedImages: [
    { key: { deploymentId: 1, at: 1, assetId: 1 } },
    { key: { deploymentId: 1, assetId: 1 } },
    { key: { projectId: 1 } },
  ],
  labelStudioHosts: [],
  mlBackends: [{ key: { projectId: 1, version: -1 } }],
  shadowSightings: [{ key: { deploymentId: 1, disagreement: -1, _id: 1 } }, { key: { projectId: 1 } }],
  examinations: [{ key: { projectId: 1, version: 1, split: 1 }, unique: true }],
  cases: [
    // Every filter is decided on the keys alone.
    { key: { projectId: 1, version: 1, split: 1, worth: -1, _id: 1, kind: 1, label: 1, predicted: 1, score: 1 } },
    { key: { projectId: 1, version: 1, split: 1, assetId: 1, kind: 1, error: 1 } },
    { key: { projectId: 1, version: 1, suspicion: -1, _id: 1, split: 1, label: 1, predicted: 1 }, ...SUSPECTED },
  ],
  jobs: [
    { key: { state: 1, 'lease.until': 1, createdAt: 1 } },
    { key: { projectId: 1, createdAt: -1 } },
    { key: { createdAt: -1 } },
    { key: { 'result.download': 1 }, partialFilterExpression: { 'result.download': { $exists: true } } },
    { key: { keptUntil: 1 }, expireAfterSeconds: 0, partialFilterExpression: { keptUntil: { $exists: true } } },
    { key: { unique: 1 }, name: 'one_unfinished', unique: true, partialFilterExpression: { unique: { $type: 'string' } } },
  ],
  decisions: [{ key: { projectId: 1, at: -1 } }],
  alerts: [
    { key: { projectId: 1, state: 1, raisedAt: -1 } },
    {
      key: { projectId: 1, kind: 1, signal: 1, version: 1 },
      name: 'one_raised',
      unique: true,
      partialFilterExpression: { state: 'raised' },
    },
  ],
  experiments: [{ key: { name: 1 }, unique: true }, { key: { state: 1, createdAt: -1 } }],
  loggedRuns: [
    { key: { experimentId: 1, startedAt: -1, _id: 1 } },
    { key: { experimentId: 1, 'marks.archivedAt': 1 }, partialFilterExpression: { 'marks.archivedAt': { $gt: 0 } } },
  ],
  loggedModels: [{ key: { experimentId: 1, createdAt: -1 } }, { key: { runId: 1 } }],
  metricSeries: [{ key: { runId: 1, waiting: 1 } }],
  metricPoints: [{ key: { seriesId: 1, firstStep: 1, lastStep: 1 } }, { key: { runId: 1 } }],
  metricSketches: [{ key: { runId: 1 } }],
  artifacts: [{ key: { owner: 1, path: 1 }, unique: true }, { key: { hash: 1 } }],
  registeredModels: [{ key: { projectId: 1 } }],
  registeredVersions: [{ key: { name: 1, version: -1 }, unique: true }, { key: { runId: 1 } }],
  comments: [{ key: { assetId: 1, createdAt: 1 } }, { key: { mentioned: 1, changedAt: -1 } }],
  segmenters: [{ key: { 'encoder.hash': 1 } }, { key: { 'decoder.hash': 1 } }],
  startingPoints: [{ key: { projectId: 1, name: 1 }, unique: true }, { key: { 'files.hash': 1 } }],
  embeddings: [{ key: { encoder: 1 } }],
  assetEmbeddings: [{ key: { projectId: 1, embedder: 1, unreadable: 1 } }],
  embeddingMaps: [],
  labelingFunctions: [{ key: { projectId: 1, name: 1, version: -1 }, unique: true }],
  labelVotes: [{ key: { projectId: 1, _id: 1 } }],
  supervisions: [{ key: { projectId: 1, version: -1 }, unique: true }],
  ratingRounds: [{ key: { projectId: 1, number: -1 }, unique: true }],
  consensusMerges: [{ key: { projectId: 1, at: -1 } }],
  hooks: [{ key: { hash: 1 }, unique: true }],
  connections: [{ key: { projectId: 1, name: 1 }, unique: true }, { key: { schedule: 1 } }],
  takenFiles: [{ key: { projectId: 1 } }],
  subscriptions: [{ key: { projectId: 1, createdAt: 1 } }, { key: { enabled: 1, projectId: 1 } }],
  deliveries: [
    { key: { state: 1, nextAt: 1 } },
    { key: { projectId: 1, createdAt: -1, _id: -1 } },
    { key: { subscriptionId: 1, createdAt: -1 } },
    { key: { keptUntil: 1 }, expireAfterSeconds: 0 },
  ],
  users: [{ key: { name: 1 }, unique: true }],
  secrets: [
    { key: { hash: 1 }, unique: true },
    { key: { userId: 1, kind: 1 } },
    { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ],
  assetStatistics: [{ key: { projectId: 1, method: 1 } }],
  monitorings: [],
  looks: [{ key: { projectId: 1, version: 1, source: 1, at: -1 } }],
  corrections: [{ key: { projectId: 1, version: 1, at: 1 } }, { key: { assetId: 1 } }],
  servedSamples: [
    { key: { projectId: 1, version: 1, at: -1 } },
    { key: { at: 1 }, expireAfterSeconds: SECONDS_SERVED_IMAGES_ARE_REMEMBERED },
  ],
  qualityStates: [],
  assetQuality: [
    { key: { projectId: 1, judgedBy: 1, looked: 1, _id: 1 } },
    { key: { projectId: 1, colourMode: 1 } },
    { key: { projectId: 1, _id: 1 } },
  ],
  qualityFindings: [
    { key: { projectId: 1, rule: 1, status: 1, value: 1, _id: 1 } },
    { key: { batch: 1, rule: 1, status: 1, aside: 1 } },
    { key: { assetId: 1 } },
  ],
  batchReports: [{ key: { projectId: 1, at: -1 } }],
  savedViews: [{ key: { projectId: 1, name: 1 } }],
  backups: [{ key: { createdAt: -1 } }, { key: { name: 1 } }],
  backupPlans: [],
  workers: [{ key: { seenAt: 1 }, expireAfterSeconds: SECONDS_A_WORKER_IS_REMEMBERED }],
  counters: [],
}

/** Opens the collections and makes their indexes; quick where they exist. */
export async function openCollections(database: Db): Promise<Collections> {
  const names = Object.keys(INDEXES) as (keyof Collections)[]
  await Promise.all(
    names.filter((name) => INDEXES[name].length > 0).map((name) => database.collection(name).createIndexes(INDEXES[name])),
  )
  return Object.fromEntries(names.map((name) => [name, database.collection(name)])) as unknown as Collections
}

/** A stored record as the rest of the product knows it; fields beyond the record are cut by the contract's parsing. */
export const fromStored = <R extends { _id: string }>({ _id, ...rest }: R): Omit<R, '_id'> & { id: R['_id'] } => ({
  ...rest,
  id: _id,
})

/** A record as it is stored. */
export const toStored = <R extends { id: string }>({ id, ...rest }: R): Stored<R> => ({ ...rest, _id: id })
