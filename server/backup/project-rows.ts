import type { ProjectId } from '#shared/domain/ids.ts'
import type { Collections } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

/** What the rows of a project hang on. */
export interface ProjectKeys {
  /** The project first, then those of its raters' blind copies. */
  readonly projects: readonly ProjectId[]
  readonly runs: readonly string[]
  /** Runs and models that other programs have logged. */
  readonly logged: readonly string[]
}
type Rows = (keys: ProjectKeys) => RowFilter
/** Rows whose field is one of these values, or whose id ends like this; of people those who fit one of several. */
type RowFilter = Readonly<Record<string, { readonly $in: readonly string[] } | { readonly $regex: string } | readonly object[]>>

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
  qualityStates: byId,
  assetQuality: byProject,
  qualityFindings: byProject,
  batchReports: byProject,
  connections: null,
  takenFiles: null,
  savedViews: byProject,
  backups: null,
  backupPlans: null,
  workers: null,
  counters: ({ projects }) => ({ _id: { $regex: `:(${projects.join('|')})$` } }),
}

/** Which rows of a collection belong to a project; null for none. */
export const rowsOf =
  (keys: ProjectKeys) =>
  (name: string): RowFilter | null =>
    Object.hasOwn(ROWS, name) ? (ROWS[name as keyof Collections]?.(keys) ?? null) : null

/** Whether a row is one of those that a filter of `rowsOf` means; people, of whom there are several kinds, all are. */
export function isMeant(filter: RowFilter): (row: Readonly<Record<string, unknown>>) => boolean {
  const tests = Object.entries(filter).map(([field, asked]) => {
    const fits = fitting(asked)
    return (row: Readonly<Record<string, unknown>>) => fits(String(row[field]))
  })
  return (row) => tests.every((test) => test(row))
}

function fitting(asked: RowFilter[string]): (value: string) => boolean {
  if ('$in' in asked) {
    const values = new Set(asked.$in)
    return (value) => values.has(value)
  }
  if (!('$regex' in asked)) return () => true
  const pattern = new RegExp(asked.$regex)
  return (value) => pattern.test(value)
}

/** Which fields of a collection stay here when a project leaves. */
export const keptBack = (name: string): readonly string[] => KEPT_BACK[name as keyof Collections] ?? []

const KEPT_BACK: { readonly [K in keyof Collections]?: readonly string[] } = { users: ['passwordHash'] }

/** What the rows of a project of this installation hang on. */
export async function keysOfProject(store: Store, projectId: ProjectId): Promise<ProjectKeys> {
  const blind = await store.projects.find({ 'blind.of': projectId }, { projection: { _id: 1 } }).toArray()
  const projects = [projectId, ...blind.map(({ _id }) => _id)]
  const ids = (rows: readonly { _id: string }[]) => rows.map(({ _id }) => _id)
  const experimentId = { $in: projects as string[] } as never
  return {
    projects,
    runs: ids(await store.runs.find({ projectId: { $in: projects } }, { projection: { _id: 1 } }).toArray()),
    logged: [
      ...ids(await store.loggedRuns.find({ experimentId }, { projection: { _id: 1 } }).toArray()),
      ...ids(await store.loggedModels.find({ experimentId }, { projection: { _id: 1 } }).toArray()),
    ],
  }
}
