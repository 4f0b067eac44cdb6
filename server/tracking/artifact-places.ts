import { stat } from 'node:fs/promises'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import type { Run } from '#shared/domain/training.ts'
import { forbidden, invalid, notFound } from '../errors.ts'
import type { BlobStore } from '../store/blobs.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { type ArtifactPlace, folderArtifacts, leftArtifacts, safePath } from './artifacts.ts'
import { loadExperiment } from './experiments.ts'
import { type AnyRun, loadAnyRun } from './logged-runs.ts'
import { requireTracking, type TrackingAct } from './permissions.ts'

export interface ArtifactDeps {
  readonly store: Store
  readonly blobs: BlobStore
  /** A local folder with a model as it is exported for the outside. */
  readonly exportedFolder: (projectId: ProjectId, version: number) => Promise<string>
  /** A local folder with the TensorBoard files of a run of the product. */
  readonly eventsFolder: (run: Pick<Run, 'projectId' | 'number'>) => string
}

/** Where the exported versions of projects lie, in the addresses of artifacts. */
export const PROJECT_MODELS = 'project-models'
const MODELS = 'models'
const ARTIFACTS = 'artifacts'

export const versionUri = (projectId: ProjectId, version: number): string =>
  `mlflow-artifacts:/${PROJECT_MODELS}/${projectId}/${version}`

export const loggedModelUri = (experimentId: string, modelId: string): string =>
  `mlflow-artifacts:/${experimentId}/${MODELS}/${modelId}/${ARTIFACTS}`

/** What an address of an artifact leads to, and which part of it is below that. */
export interface Found {
  readonly place: ArtifactPlace & Partial<Pick<ReturnType<typeof leftArtifacts>, 'put' | 'remove'>>
  readonly path: string
}

/**
 * Finds the place of `EXPERIMENT/RUN/artifacts/…`, `EXPERIMENT/models/MODEL/artifacts/…` or `project-models/PROJECT/VERSION/…`, for somebody
 * who may do this there.
 */
export async function findPlace(deps: ArtifactDeps, address: string, user: User, act: TrackingAct): Promise<Found> {
  const [first = '', second = '', third = '', fourth = '', ...rest] = safePath(address).split('/')
  if (first === PROJECT_MODELS)
    return projectModel(deps, { projectId: second as ProjectId, version: third }, [fourth, ...rest], user)
  const isModel = second === MODELS
  const [owner, marker, below] = isModel ? [third, fourth, rest] : [second, third, [fourth, ...rest]]
  if (owner === '' || marker !== ARTIFACTS) throw invalid(`Invalid artifact address: '${address}'`)
  // What the address says of the experiment is no proof: the run and the model know theirs.
  const run = isModel ? null : await loadAnyRun(deps.store, owner)
  requireTracking(user, act, run ? run.run.projectId : await projectOfModel(deps, owner))
  const path = below.filter((part) => part !== '').join('/')
  return { place: run ? runArtifacts(deps, run) : leftArtifacts(deps, owner), path }
}

async function projectOfModel({ store }: ArtifactDeps, modelId: string): Promise<ProjectId | null> {
  const row = await store.loggedModels.findOne({ _id: modelId })
  if (!row) throw notFound(`Logged model ${modelId}`)
  return (await loadExperiment(store, row.experimentId)).projectId
}

/** The artifacts of a run, whoever made it. */
export function runArtifacts(deps: ArtifactDeps, { kind, run }: AnyRun): Found['place'] {
  if (kind === 'logged') return leftArtifacts(deps, run.id)
  const { projectId, modelVersion } = run
  const folders = {
    tensorboard: async () => deps.eventsFolder(run),
    ...(modelVersion !== null && { model: () => deps.exportedFolder(projectId, modelVersion) }),
  }
  return underNames(folders)
}

// A run of the product: its model and its event files, each in a folder of its own.
function underNames(folders: Readonly<Record<string, () => Promise<string>>>): ArtifactPlace {
  const split = (path: string) => {
    const [name = '', ...rest] = path.split('/')
    const folder = folders[name]
    if (!folder) throw notFound(`Artifact ${path}`)
    return { name, inside: folderArtifacts(folder), rest: rest.join('/') }
  }
  return {
    async list(path) {
      if (path === '') {
        const names = await Promise.all(
          Object.keys(folders).map(async (name) => ({ name, isThere: await isThere(name, folders) })),
        )
        return names.filter(({ isThere }) => isThere).map(({ name }) => ({ path: name, isFolder: true, bytes: null }))
      }
      const { name, inside, rest } = split(path)
      return (await inside.list(rest)).map((entry) => ({ ...entry, path: `${name}/${entry.path}` }))
    },
    async open(path) {
      const { inside, rest } = split(path)
      return inside.open(rest)
    },
  }
}

// A model is exported when it is asked for: that there is one is known without.
async function isThere(name: string, folders: Readonly<Record<string, () => Promise<string>>>): Promise<boolean> {
  if (name !== 'tensorboard') return true
  const found = await stat((await folders[name]?.()) ?? '').catch(() => null)
  return found?.isDirectory() ?? false
}

async function projectModel(
  deps: ArtifactDeps,
  { projectId, version }: { projectId: ProjectId; version: string },
  below: readonly string[],
  user: User,
): Promise<Found> {
  const project = await loadProject(deps.store, projectId)
  requireTracking(user, 'view', project.id)
  if (!/^\d+$/.test(version)) throw forbidden('Expected a version of a project’s model')
  const place = folderArtifacts(() => deps.exportedFolder(project.id, Number(version)))
  return { place, path: below.filter((part) => part !== '').join('/') }
}
