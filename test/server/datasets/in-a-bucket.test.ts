import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '#server/backup/back-up.ts'
import { prune } from '#server/backup/prune.ts'
import { openRepository } from '#server/backup/repository.ts'
import { restoreAll } from '#server/backup/restore.ts'
import { readManifest, takeSnapshot } from '#server/datasets/snapshots.ts'
import { modelFolder, storeModelFiles } from '#server/models/model-files.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore } from '#server/store/store.ts'
import { sweepBlobs } from '#server/store/sweep-blobs.ts'
import { startTrainer } from '#server/training/trainer-process.ts'
import { imagesOf } from '#server/training/training-input.ts'
import { createUser } from '#server/users/user-records.ts'
import { type ImportId, type JobId, newId, type ProjectId } from '#shared/domain/ids.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Model } from '#shared/domain/training.ts'
import { type ExportReport, paths } from '#shared/routes/data.ts'
import { type Storage, startStorage } from '../../../scripts/benchmarks/reference/bucket-storage.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithStorage, STORAGE_LIMIT_MS } from '../../support/bucket-storage.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { objectsIn, writeVocSet } from '../../support/voc-set.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { aPicture } from './made-up-images.ts'

const IMAGES = 16
const LARGE = { width: 6100, height: 4500 }
/** Less than the images, their thumbnails and the tiles take. */
const CACHE_GB = 0.0001
const TRAINING_LIMIT_MS = 240_000

describeWithStorage('an installation whose blobs are in a bucket', () => {
  describeWithMongo('of a storage that checks signatures', () => {
    let storage: Storage
    let server: DataServer
    let projectId: ProjectId
    let token: string
    let source: string
    let environment: Record<string, string>
    beforeAll(async () => {
      const folder = temporaryFolder(afterAll)
      storage = await startStorage('installation', folder)
      environment = {
        LABELLOOP_BLOBS: 's3://installation/ours',
        LABELLOOP_S3_ENDPOINT: storage.endpoint,
        LABELLOOP_BLOB_CACHE_GB: String(CACHE_GB),
        AWS_ACCESS_KEY_ID: storage.accessKey,
        AWS_SECRET_ACCESS_KEY: storage.secretKey,
      }
      server = await startDataServer(environment)
      source = join(server.folder, 'set')
      projectId = await server.project({ task: 'detection', ontology: { version: 1, labels: [] } })
      token = (await aStoredPerson(server.store, projectId, 'manager')).token
      await writeVocSet(source, { images: IMAGES, seed: 5 })
      writeFileSync(join(source, 'JPEGImages', 'large.jpg'), await aPicture(7, { ...LARGE, format: 'jpeg' }))
      await server.importFolder(projectId, source, { approve: true })
    }, STORAGE_LIMIT_MS)
    afterAll(async () => {
      await server?.close()
      storage?.end()
    })

    const forgetWhatIsHere = async () => {
      const cache = join(server.config.dataFolder, 'blob-cache')
      for (const name of await readdir(cache)) if (name !== '.incoming') await rm(join(cache, name), { recursive: true })
    }
    const got = async (path: string): Promise<Buffer> => {
      const answer = await server.ask(path, token)
      expect(answer.status).toBe(200)
      return Buffer.from(await answer.arrayBuffer())
    }

    test('keeps nothing of them in its own folders but the cache', async () => {
      expect(existsSync(join(server.folder, 'blobs'))).toBe(false)
      expect(await server.assets(projectId)).toHaveLength(IMAGES + 1)
    })

    test('shows images, thumbnails and tiles, whatever of them lies on this machine', async () => {
      const assets = await server.assets(projectId)
      const { _id: large } = assets.find(({ name }) => name.endsWith('large.jpg')) ?? {}
      const { _id: small, name } = assets.find((asset) => asset.name.endsWith('image-3.jpg')) ?? {}
      if (!large || !small || !name) throw new Error('expected the images that were imported')
      await forgetWhatIsHere()
      expect((await got(paths.image(projectId, small))).equals(readFileSync(join(source, 'JPEGImages', 'image-3.jpg')))).toBe(
        true,
      )
      expect(await sharp(await got(paths.thumbnail(projectId, small))).metadata()).toMatchObject({ format: 'jpeg' })
      const tile = await got(paths.tile(projectId, large, { level: 0, column: 1, row: 1 }))
      expect(await sharp(tile).metadata()).toMatchObject({ format: 'jpeg' })
      await server.store.assets.updateOne({ _id: small }, { $set: { hash: 'f'.repeat(64) } })
      expect((await server.ask(paths.image(projectId, small), token)).status).toBe(404)
      await server.store.assets.updateOne({ _id: small }, { $set: { hash: assets.find(({ _id }) => _id === small)?.hash ?? '' } })
    })

    test('exports a version with its images as they came', async () => {
      const body = JSON.stringify({ format: 'voc', images: true })
      const begun = await server.ask(`/api/projects/${projectId}/exports`, token, { method: 'POST', body })
      const job = await server.ended(((await begun.json()) as { jobId: JobId }).jobId)
      expect(job).toMatchObject({ state: 'succeeded' })
      const files = unzipSync(await got((job.result as ExportReport).download))
      const images = Object.keys(files).filter((path) => path.endsWith('.jpg'))
      expect(images).toHaveLength(IMAGES)
      for (const path of images) {
        const original = readFileSync(join(source, 'JPEGImages', basename(path)))
        expect(original.equals(files[path] ?? new Uint8Array())).toBe(true)
      }
    })

    test(
      'trains on them, and keeps the model there too',
      async () => {
        const snapshot = await takeSnapshot(server, projectId)
        const manifest: ManifestEntry[] = []
        for await (const entry of readManifest(server.blobs, snapshot)) manifest.push(entry)
        await forgetWhatIsHere()
        const brought = new Set<string>()
        const trained = await startTrainer(
          {
            runId: 'run',
            task: 'detection',
            labels: ['disc', 'block'],
            architecture: 'center-point',
            parameters: { epochs: 1, inputWidth: 96, inputHeight: 64 },
            seed: 1,
            train: imagesOf(manifest, 'detection', 'train', ['disc', 'block']),
            validation: imagesOf(manifest, 'detection', 'validation', ['disc', 'block']),
            workFolder: join(server.folder, 'work'),
            engine: 'wasm',
          },
          {
            onDisk(hash) {
              brought.add(hash)
              return server.blobs.onDisk(hash)
            },
          },
        )
        expect([...brought].sort()).toEqual(
          manifest
            .filter(({ split }) => split !== 'test')
            .map(({ hash }) => hash)
            .sort(),
        )
        const files = await storeModelFiles(server.blobs, trained.modelFolder)
        await forgetWhatIsHere()
        const folder = await modelFolder({ blobs: server.blobs, workFolder: join(server.folder, 'else') }, {
          projectId,
          version: 1,
          files,
        } as unknown as Model)
        for (const name of await readdir(trained.modelFolder))
          expect(readFileSync(join(folder, name)).equals(readFileSync(join(trained.modelFolder, name)))).toBe(true)
      },
      TRAINING_LIMIT_MS,
    )

    test('is backed up to a bucket, and comes back from there into another', async () => {
      await createUser(server.store, { name: 'admin', passwordHash: null, admin: true, roles: {} })
      const say = () => undefined
      const { buckets } = server.config
      const repository = await openRepository('s3://installation/kept/here', buckets)
      const { name } = await backUp({ store: server.store, blobs: server.blobs, repository, version: 'test', say })
      expect(await repository.list()).toEqual([name])
      const manifest = await repository.read()
      expect(manifest.missing).toEqual([])
      const again = await backUp({ store: server.store, blobs: server.blobs, repository, version: 'test', say })
      expect(again.copied).toEqual({ count: 0, bytes: 0 })
      expect(await prune(repository, 1)).toMatchObject({ names: [name] })
      const elsewhere = await openBlobs('s3://installation/theirs', {
        ...buckets,
        cache: { ...buckets.cache, folder: join(server.folder, 'elsewhere') },
      })
      const store = await openStore(testDatabase().uri)
      try {
        await restoreAll({ store, blobs: elsewhere, repository, say }, await repository.read())
        for (const { hash, thumbnail } of await server.assets(projectId))
          for (const name of [hash, thumbnail]) expect(await elsewhere.has(name)).toBe(true)
      } finally {
        await store.close()
      }
    })

    test(
      'loses nothing of an import that is killed again and again: what is there is in the bucket too',
      async () => {
        const [killed, images] = [join(server.folder, 'killed'), 24]
        await writeVocSet(killed, { images, seed: 8 })
        const id = await server.project({ task: 'detection', ontology: { version: 1, labels: [] } })
        const reach = JSON.stringify(server.config.buckets)
        const program = fileURLToPath(new URL('./importing-process.ts', import.meta.url))
        const words = ['--import', 'tsx', program, server.uri, server.config.blobs, killed, id, newId<ImportId>('imp'), reach]
        const isAllThere = async () => {
          for (const { hash, thumbnail } of await server.assets(id))
            for (const name of [hash, thumbnail]) expect(await server.blobs.has(name)).toBe(true)
        }
        for (const least of [1, images / 3, images]) {
          const child = spawn(process.execPath, words, { stdio: 'ignore' })
          const ended = once(child, 'exit')
          await eventually(async () => expect((await server.assets(id)).length).toBeGreaterThanOrEqual(least), 60_000)
          if (least < images) child.kill('SIGKILL')
          await ended
          await isAllThere()
        }
        expect(await server.assets(id)).toHaveLength(images)
        expect(await server.annotations(id)).toHaveLength(objectsIn(images))
      },
      TRAINING_LIMIT_MS,
    )

    test('frees what nothing needs, and forgets a project with all its images', async () => {
      const stray = await server.blobs.put({ bytes: Buffer.from('needed by nothing') })
      expect(await sweepBlobs(server, { dryRun: true })).toMatchObject({ removed: 0 })
      const swept = await sweepBlobs(server, { dryRun: false, graceMs: -60_000 })
      expect(await server.blobs.has(stray.hash)).toBe(false)
      expect(swept.removed).toBeGreaterThan(0)
      const assets = await server.assets(projectId)
      for (const { hash } of assets) expect(await server.blobs.has(hash)).toBe(true)
      const { id } = await server.queue.add({ name: 'delete-project', projectId, payload: {} })
      expect(await server.ended(id)).toMatchObject({ state: 'succeeded' })
      for (const { hash, thumbnail } of assets)
        for (const name of [hash, thumbnail]) expect(await server.blobs.has(name)).toBe(false)
    })
  })
})
