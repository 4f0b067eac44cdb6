import type { ProjectId } from '#shared/domain/ids.ts'
import type { Collections } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

/** What the rows of a project hang on. */
interface ProjectKeys {
  /** The project first, then those of its raters' blind copies. */
  readonly projects: readonly ProjectId[]
  readonly runs: readonly string[]
  readonly logged: readonly string[]
}
type Rows = (keys: ProjectKeys) => object

const byProject: Rows = ({ projects }) => ({ projectId: { $in: projects } })
const byId: Rows = ({ projects }) => ({ _id: { $in: projects } })
const byRun: Rows = ({ runs, logged }) => ({ runId: { $in: [...runs, ...logged] } })
const byExperiment: Rows = ({ projects }) => ({ experimentId: { $in: projects } })

/** Which rows of every collection belong to a project and go with it. Null: what is the installation's, holds secrets, or is made anew. */
const ROWS: { readonly [K in keyof Collections]: Rows | null } = {
  projects: byId,
  assets: byProject,
  annotations: byProject,
  operations: byProject,
  snapshots: byProject,
  manifestLeaves: null,
  imports: byProject,
  importChanges: byProject,
  runs: byProject,
  studies: byProject,
  curves: byRun,
  runLogs: byRun,
  pipelines: byProject,
  pipelineTemplates: null,
  pipelineSecrets: null,
  executions: byProject,
  models: byProject,
  ensembles: byId,
  deployments: byProject,
  decidedImages: byProject,
  shadowSightings: byProject,
  labelStudioHosts: null,
  mlBackends: null,
  examinations: byProject,
  cases: byProject,
  jobs: null,
  decisions: byProject,
  alerts: byProject,
  experiments: byId,
  loggedRuns: byExperiment,
  loggedModels: byExperiment,
  metricSeries: byRun,
  metricPoints: byRun,
  metricSketches: byRun,
  artifacts: ({ logged }) => ({ owner: { $in: logged } }),
  registeredModels: byProject,
  registeredVersions: ({ projects }) => ({ name: { $in: projects } }),
  comments: byProject,
  segmenters: byId,
  startingPoints: byProject,
  embeddings: null,
  assetEmbeddings: byProject,
  embeddingMaps: byId,
  labelingFunctions: byProject,
  labelVotes: byProject,
  supervisions: byProject,
  ratingRounds: byProject,
  consensusMerges: byProject,
  hooks: null,
  subscriptions: null,
  deliveries: null,
  /** Who works in it, and the admins, who may work everywhere. */
  users: ({ projects }) => ({ $or: [{ admin: true }, ...projects.map((id) => ({ [`roles.${id}`]: { $exists: true } }))] }),
  secrets: null,
  assetStatistics: byProject,
  monitorings: byId,
  looks: byProject,
  corrections: byProject,
  servedSamples: byProject,
  connections: null,
  takenFiles: null,
  savedViews: byProject,
  backups: null,
  workers: null,
  counters: ({ projects }) => ({ _id: { $regex: `:(${projects.join('|')})$` } }),
}

/** Which rows of a collection belong to a project; null for none. */
export async function rowsOfProject(store: Store, projectId: ProjectId): Promise<(name: string) => object | null> {
  const blind = await store.projects.find({ 'blind.of': projectId }, { projection: { _id: 1 } }).toArray()
  const projects = [projectId, ...blind.map(({ _id }) => _id)]
  const ids = (rows: readonly { _id: string }[]) => rows.map(({ _id }) => _id)
  const experimentId = { $in: projects as string[] } as never
  const keys: ProjectKeys = {
    projects,
    runs: ids(await store.runs.find({ projectId: { $in: projects } }, { projection: { _id: 1 } }).toArray()),
    logged: [
      ...ids(await store.loggedRuns.find({ experimentId }, { projection: { _id: 1 } }).toArray()),
      ...ids(await store.loggedModels.find({ experimentId }, { projection: { _id: 1 } }).toArray()),
    ],
  }
  return (name) => (name in ROWS ? (ROWS[name as keyof Collections]?.(keys) ?? null) : null)
}
