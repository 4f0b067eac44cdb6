import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '#server/app.ts'
import { backUpWhenDue, loadPlan, savePlan } from '#server/backup/backup-plan.ts'
import { openRepository } from '#server/backup/repository.ts'
import { restoreAll } from '#server/backup/restore.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore } from '#server/store/store.ts'
import { createUser } from '#server/users/user-records.ts'
import { BackupPlan, type BackupPlanState, type BackupRecord } from '#shared/domain/backup.ts'
import type { JobId, ProjectId } from '#shared/domain/ids.ts'
import { archivePath } from '#shared/routes/backups.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { writeVocSet } from '../../support/voc-set.ts'
import { type DataServer, startDataServer } from '../datasets/data-server.ts'

const IMAGES = 4
const HOUR_MS = 3600_000

describeWithMongo('backups that the server makes', () => {
  const place = temporaryFolder(afterAll)
  let server: DataServer
  let app: Awaited<ReturnType<typeof createApp>>
  let address: string
  let projectId: ProjectId
  let admin: string
  beforeAll(async () => {
    server = await startDataServer({ LABELLOOP_BACKUPS: place })
    const { config, uri, log, store } = server
    app = await createApp({ config: { ...config, port: 0, mongodbUri: uri }, uri, log })
    address = await app.listen()
    projectId = await server.project({ name: 'Kept', ontology: { version: 1, labels: [] } })
    await writeVocSet(join(server.folder, 'set'), { images: IMAGES, seed: 1 })
    await server.importFolder(projectId, join(server.folder, 'set'), { approve: true })
    const person = await aStoredPerson(store, projectId, 'manager', 'Ada')
    await store.users.updateOne({ _id: person.id }, { $set: { admin: true } })
    admin = person.token
  })
  afterAll(async () => {
    await app?.close()
    await server?.close()
  })

  const say = async (method: string, path: string, body?: object, token = admin) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return fetch(`${address}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  }
  const told = async <T>(method: string, path: string, body?: object) => (await (await say(method, path, body)).json()) as T
  const make = async () => server.ended((await told<{ jobId: JobId }>('POST', '/api/backups')).jobId)
  const planned = (change: Partial<BackupPlan>) =>
    told<BackupPlanState>('PUT', '/api/backups/plan', BackupPlan.parse({ check: false, ...change }))
  const manifests = () => readdirSync(join(place, 'backups')).sort()

  test('are for admins alone', async () => {
    const { token } = await aStoredPerson(server.store, projectId, 'manager', 'Mona')
    for (const [method, path] of [
      ['POST', '/api/backups'],
      ['GET', '/api/backups/plan'],
      ['GET', archivePath('any')],
    ] as const)
      expect((await say(method, path, undefined, token)).status).toBe(403)
  })

  test('are made when somebody asks, and said to be good once they were restored', async () => {
    await planned({ check: true })
    const job = await make()
    expect(job).toMatchObject({ state: 'succeeded', result: { checkedAt: expect.any(Number), missing: 0 } })
    const [record] = await told<BackupRecord[]>('GET', '/api/backups')
    expect(record).toMatchObject({ name: manifests().at(-1), checkedAt: expect.any(Number) })
    const names = await server.store.whole.names()
    expect(names).toContain('assets')
    const scratch = await server.store.scratch()
    expect(await scratch.projects.countDocuments({})).toBe(0)
    await scratch.whole.drop()
    await scratch.close()
  })

  test('come as an archive that restores elsewhere', async () => {
    const [record] = await told<BackupRecord[]>('GET', '/api/backups')
    const answer = await say('GET', archivePath(record?.id ?? ''))
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    const folder = temporaryFolder()
    for (const [path, content] of Object.entries(unzipSync(new Uint8Array(await answer.arrayBuffer())))) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    const repository = await openRepository(folder)
    const store = await openStore(testDatabase().uri)
    const blobs = await openBlobs(`file:${temporaryFolder()}`)
    try {
      await createUser(store, { name: 'admin', passwordHash: null, admin: true, roles: {} })
      const restored = await restoreAll({ store, blobs, repository, say: () => undefined }, await repository.read())
      expect(restored).toMatchObject({ digest: record?.digest, missing: [] })
      expect(await store.assets.countDocuments({ projectId })).toBe(IMAGES)
    } finally {
      await store.close()
    }
  })

  test('stay as many as are wanted, with all that those need', async () => {
    await planned({ keep: 2 })
    for (let round = 0; round < 3; round++) {
      await server.store.projects.updateOne({ _id: projectId }, { $set: { name: `Kept ${round}` } })
      expect(await make()).toMatchObject({ state: 'succeeded' })
    }
    expect(manifests()).toHaveLength(2)
    const listed = await told<BackupRecord[]>('GET', '/api/backups')
    expect(listed.map(({ name }) => name).sort()).toEqual(manifests())
    const repository = await openRepository(place)
    for (const name of manifests()) {
      const store = await openStore(testDatabase().uri)
      const blobs = await openBlobs(`file:${temporaryFolder()}`)
      await restoreAll({ store, blobs, repository, say: () => undefined }, await repository.read(name))
      await store.close()
    }
  })

  test('are made when their time has come, once, and not before', async () => {
    await expect(savePlan(server.store, BackupPlan.parse({ schedule: 'soon' }))).rejects.toMatchObject({ code: 'invalid' })
    const { nextAt } = await planned({ schedule: '0 * * * *', keep: 2 })
    expect(new Date(nextAt as number).getUTCMinutes()).toBe(0)
    const jobs = () => server.store.jobs.countDocuments({ name: 'backup' })
    const before = await jobs()
    await backUpWhenDue(server, (nextAt as number) - 1)
    expect(await jobs()).toBe(before)
    await backUpWhenDue(server, nextAt as number)
    await backUpWhenDue(server, nextAt as number)
    expect(await jobs()).toBe(before + 1)
    const { last } = await loadPlan(server.store, place)
    expect(await server.ended(last?.jobId as JobId)).toMatchObject({ state: 'succeeded' })
    const muchLater = (last?.at ?? 0) + 5 * HOUR_MS
    await savePlan(server.store, BackupPlan.parse({ schedule: '0 * * * *' }), muchLater)
    // Not at an hour that was over when the plan was changed.
    expect((await loadPlan(server.store, place)).nextAt).toBeGreaterThan(muchLater)
    await planned({ schedule: null })
  })

  test('that cannot be restored fail, say why, and leave the older ones', async () => {
    await planned({ check: true, keep: 1 })
    const before = manifests()
    const [asset] = await server.assets(projectId)
    const hash = asset?.hash ?? ''
    const content = join(place, 'contents', hash.slice(0, 2), hash.slice(2, 4), hash)
    writeFileSync(content, 'damaged meanwhile')
    expect(await make()).toMatchObject({ state: 'failed', reason: expect.stringContaining('could not be restored') })
    expect(manifests()).toEqual(expect.arrayContaining(before))
    rmSync(content)
    expect(await make()).toMatchObject({ state: 'succeeded' })
    expect(manifests()).toHaveLength(1)
  })

  test('need a place: without one the server says what to do', async () => {
    const { config, uri, log } = server
    const other = await createApp({ config: { ...config, port: 0, mongodbUri: uri, backups: null }, uri, log })
    const there = await other.listen()
    try {
      const answer = await fetch(`${there}/api/backups`, { method: 'POST', headers: { authorization: `Bearer ${admin}` } })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('LABELLOOP_BACKUPS=') })
    } finally {
      await other.close()
    }
  })
})
