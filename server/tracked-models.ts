import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import type { Bus } from './bus.ts'
import type { Config } from './config.ts'
import { loadNamedModel } from './models/named-model.ts'
import { promoteByPerson } from './models/promote-by-person.ts'
import { withExport } from './serving/export-archive.ts'
import { draftCard } from './serving/model-card.ts'
import { fromStored } from './store/collections.ts'
import { loadProject, updateProject } from './store/projects.ts'
import type { Store } from './store/store.ts'
import { mlflowModel } from './tracking/mlflow/mlmodel-file.ts'
import type { MlflowDeps } from './tracking/mlflow/mount.ts'
import { eventsFolder } from './tracking/tensorboard/events-folder.ts'

interface TrackedModelsDeps {
  readonly store: Store
  readonly bus: Bus
  readonly config: Config
  readonly folderOf: (model: Model) => Promise<string>
}

/** A project's models as clients of MLflow see them: files to take away, and aliases that mean something to the loop. */
export function trackedModels(
  deps: TrackedModelsDeps,
): Pick<MlflowDeps, 'exportedFolder' | 'promote' | 'setChallenger' | 'eventsFolder'> {
  const { store, bus, config } = deps
  return {
    exportedFolder: exporting(deps),
    eventsFolder: (run) => eventsFolder(config.dataFolder, run),
    promote: (projectId, version, user) =>
      promoteByPerson({ store, bus }, { projectId, version }, { user, reason: `by ${user.name}, as an alias` }),
    async setChallenger(projectId, version) {
      await updateProject(store, projectId, { challenger: version })
    },
  }
}

/** Exports a version when it is first asked for; under the names that its labels have now. */
function exporting({ store, config, folderOf }: TrackedModelsDeps) {
  const under = new Map<string, Promise<void>>()

  async function write(model: Model, project: string, folder: string): Promise<void> {
    const card = draftCard({ project, model, ...(await originOf(store, model)) })
    const unfinished = `${folder}.${process.pid}`
    await withExport({ modelFolder: await folderOf(model), format: 'onnx', card }, async (file) => {
      await mkdir(unfinished, { recursive: true })
      const files = { ...unzipSync(await readFile(file)), MLmodel: mlflowModel(model) }
      for (const [name, bytes] of Object.entries(files)) await writeFile(join(unfinished, name), bytes)
    })
    await rm(folder, { recursive: true, force: true })
    await rename(unfinished, folder)
  }

  return async (projectId: ProjectId, version: number): Promise<string> => {
    const project = await loadProject(store, projectId)
    const model = await loadNamedModel(store, project, version)
    const named = createHash('sha256')
      .update(JSON.stringify([project.name, model.labelNames]))
      .digest('hex')
      .slice(0, 12)
    const folder = join(config.dataFolder, 'work', 'exported', `${projectId}-v${version}-${named}`)
    if (existsSync(folder)) return folder
    const writing = under.get(folder) ?? write(model, project.name, folder).finally(() => under.delete(folder))
    under.set(folder, writing)
    await writing
    return folder
  }
}

async function originOf(store: Pick<Store, 'runs' | 'snapshots'>, { runId, snapshotId }: Model) {
  const [run, snapshot] = await Promise.all([
    runId === null ? null : store.runs.findOne({ _id: runId }),
    snapshotId === null ? null : store.snapshots.findOne({ _id: snapshotId }),
  ])
  return { run: run && fromStored(run), snapshot: snapshot && fromStored(snapshot) }
}
