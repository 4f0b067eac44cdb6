import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { createApp } from '#server/app.ts'
import { createBus } from '#server/bus.ts'
import { readConfig } from '#server/config.ts'
import { importTree } from '#server/datasets/import-tree.ts'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { lightSteps } from '#server/light-steps.ts'
import { createLog } from '#server/log.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { createProject, loadProject, updateProject } from '#server/store/projects.ts'
import { openStore } from '#server/store/store.ts'
import { updateRun } from '#server/training/run-records.ts'
import type { Split } from '#shared/domain/asset.ts'
import { type AssetId, type ImportId, newId } from '#shared/domain/ids.ts'
import { LoopSettings } from '#shared/domain/project.ts'
import { ACTIVE_RUN_STATES } from '#shared/domain/training.ts'
import { type AssetState, invert, type Operation } from '#shared/operations.ts'
import { ImportOptions } from '#shared/routes/data.ts'
import { openSocket, type PatientSocket } from '../../cli/socket.ts'
import { aStoredAsset, aStoredPerson } from '../stored.ts'
import type { MilestoneRule } from './ledger.ts'

const PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 10
const SIDE = 32
const SPLITS: readonly Split[] = ['train', 'test', 'validation']

/** How a training ends: whether the labels were frozen before, and what became of it. */
export type Fate = 'succeeded' | 'failed-late' | 'failed-early' | 'cancelled'

/** A real server on a real database, with one project in which people work; trainings only freeze the labels and end. */
export async function openWorld({ uri, folder }: { uri: string; folder: string }) {
  const config = readConfig({ LABELLOOP_DATA: join(folder, 'data'), LABELLOOP_PORT: '0' })
  const log = createLog('milestones', 'silent')
  const [store, other] = [await openStore(uri), await openStore(uri)]
  const blobs = await openBlobs(config.blobs, config.buckets)
  const worker = createOperationLog({ store, log })
  // Whoever may ask: two workers' looks around and, by itself, the server.
  const askers = [store, other].map((each) =>
    lightSteps({ store: each, queue: createQueue(each), bus: createBus((error) => log.error(error)), config }),
  )
  let app = await createApp({ config, uri, log })
  let address = await app.listen()
  const sockets: PatientSocket[] = []

  /** A new project with the rule, an image of each split and a manager. */
  async function openProject({ labels, growth, floors }: MilestoneRule) {
    const created = await createProject(store, { name: newId('project'), task: 'detection', labels: Object.keys(floors) })
    const projectId = created.id
    await updateProject(store, projectId, {
      loop: LoopSettings.parse({ milestone: { labels, growth }, prelabel: { enabled: false } }),
      ontology: {
        ...created.ontology,
        labels: created.ontology.labels.map((label) => ({ ...label, floor: floors[label.name] ?? 0 })),
      },
    })
    const assets = await Promise.all(
      SPLITS.map(async (split, order) => ({ id: await aStoredAsset(store, projectId, { split, order }), split })),
    )
    const person = await aStoredPerson(store, projectId, 'manager')
    let socket = connect(person.token)
    const done: { assetId: AssetId; back: (after: AssetState, id: Operation['id']) => Operation }[] = []

    async function stateOf(assetId: AssetId): Promise<AssetState> {
      const opened = await socket.request('asset:open', { assetId })
      if (opened.type !== 'state') throw new Error('Expected the state of an asset')
      const annotations = new Map(opened.annotations.map((annotation) => [annotation.id, annotation]))
      return { projectId, assetId, status: opened.asset.status, revision: opened.asset.revision, annotations }
    }

    async function commit(assetId: AssetId, operation: Operation): Promise<void> {
      const { outcomes, sequence } = await socket.request('annotation:commit', { assetId, operations: [operation] })
      if (outcomes[0]?.outcome !== 'applied') throw new Error(`Refused: ${JSON.stringify(outcomes[0])}`)
      const end = Date.now() + PATIENCE_MS
      while (((await store.assets.findOne({ _id: assetId }))?.sequence ?? 0) < sequence) {
        if (Date.now() > end) throw new Error(`The lists did not follow asset ${assetId} to ${sequence}`)
        await sleep(LOOK_EVERY_MS)
      }
    }

    const pendingRun = () => store.runs.findOne({ projectId, state: { $in: [...ACTIVE_RUN_STATES] } })

    return {
      assets,
      /** Makes a change of an asset as it is now, and remembers how to take it back. */
      async change(assetId: AssetId, make: (state: AssetState) => Operation): Promise<void> {
        const before = await stateOf(assetId)
        const operation = make(before)
        await commit(assetId, operation)
        done.push({ assetId, back: invert(before, operation) })
      },
      /** Takes the last change back that was not taken back yet, as Ctrl+Z does; false where there is none. */
      async undo(): Promise<boolean> {
        const last = done.pop()
        if (!last) return false
        await commit(last.assetId, last.back(await stateOf(last.assetId), newId<Operation['id']>('op')))
        return true
      },
      /** Imports images with approved labels, as the worker does: the triggers wait for its end. */
      async import(labelsOfImages: readonly (readonly string[])[]) {
        const queue = createQueue(store)
        const importId = newId<ImportId>('imp')
        const source = join(folder, importId)
        await writeCoco(source, labelsOfImages, importId)
        await queue.add({ name: 'import', projectId, payload: {} })
        const job = await queue.take('worker', ['import'])
        if (!job) throw new Error('Expected to get the import')
        await importTree(
          { store, blobs, commit: worker.commit },
          {
            tree: await folderTree(source),
            project: await loadProject(store, projectId),
            importId,
            options: ImportOptions.parse({ format: 'coco', approve: true }),
            signal: new AbortController().signal,
            progress: async () => undefined,
          },
        )
        await worker.settled()
        await queue.finish(job, 'succeeded', {})
        const rows = await store.assets.find({ projectId, name: { $regex: `^${importId}` } }).toArray()
        return rows.map(({ _id, split, name }) => ({
          id: _id,
          split,
          labels: labelsOfImages[Number(name.split('-').at(-1)?.split('.')[0])] ?? [],
        }))
      },
      /** Everybody asks at the same time, and again. */
      async ask(): Promise<void> {
        for (let round = 0; round < 2; round++)
          await Promise.all([...askers, ...askers].map((steps) => steps.considerTraining(projectId)))
      },
      /** Ends the pending run; how many labels it froze, null where none. */
      async endRun(fate: Fate): Promise<number | null> {
        const run = await pendingRun()
        if (!run) throw new Error('Expected a pending run')
        const isFrozen = fate === 'succeeded' || fate === 'failed-late'
        const snapshot = isFrozen ? await takeSnapshot({ store, blobs }, projectId) : null
        if (snapshot)
          await updateRun(store, run._id, {
            snapshotId: snapshot.id,
            snapshotNumber: snapshot.number,
            labels: snapshot.annotations,
          })
        const state = fate === 'succeeded' || fate === 'cancelled' ? fate : 'failed'
        await updateRun(store, run._id, { state, finishedAt: Date.now() })
        return snapshot?.annotations ?? null
      },
      /** Runs that the milestone started so far. */
      firings: () => store.runs.countDocuments({ projectId, 'trigger.type': 'milestone' }),
      reconnect(): void {
        socket.close()
        socket = connect(person.token)
      },
      close: () => socket.close(),
    }
  }

  function connect(token: string): PatientSocket {
    const socket = openSocket({ url: address, token, dataFolder: config.dataFolder }, PATIENCE_MS)
    sockets.push(socket)
    return socket
  }

  return {
    openProject,
    /** Ends the server and starts another one on the same database. */
    async restart(): Promise<void> {
      await app.close()
      app = await createApp({ config, uri, log })
      address = await app.listen()
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.close()
      await app.close()
      await worker.close()
      await store.close()
      await other.close()
    },
  }
}
export type World = Awaited<ReturnType<typeof openWorld>>
export type WorldProject = Awaited<ReturnType<World['openProject']>>

// Noise: no two images resemble each other.
async function writeCoco(folder: string, labelsOfImages: readonly (readonly string[])[], name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const names = [...new Set(labelsOfImages.flat())]
  const images = labelsOfImages.map((_, id) => ({ id, file_name: `${name}-${id}.png`, width: SIDE, height: SIDE }))
  for (const { file_name } of images)
    await sharp(randomBytes(SIDE * SIDE * 3), { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png()
      .toFile(join(folder, file_name))
  const annotations = labelsOfImages.flatMap((labels, image) =>
    labels.map((label, index) => ({
      image_id: image,
      category_id: names.indexOf(label) + 1,
      bbox: [index, index, 8, 8],
      area: 64,
      iscrowd: 0,
    })),
  )
  const coco = {
    images,
    annotations: annotations.map((annotation, id) => ({ id: id + 1, ...annotation })),
    categories: names.map((label, index) => ({ id: index + 1, name: label })),
  }
  await writeFile(join(folder, 'annotations.json'), JSON.stringify(coco))
}
