import { utimesSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sweepBlobs } from '#server/store/sweep-blobs.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { ExportReport } from '#shared/routes/data.ts'
import { aStoredPerson } from '../../../scripts/benchmarks/stored.ts'
import { describeWithMongo } from '../../support/mongo.ts'
import { type DataServer, startDataServer } from './data-server.ts'
import { vocXml } from './formats/read-all.ts'
import { aPicture } from './made-up-images.ts'

const EMPTY = { ontology: { version: 1, labels: [] } }
const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

interface Exporting {
  readonly projectId: ProjectId
  readonly token: string
  readonly download: string
}

describeWithMongo('one archive that the exports of two projects have written', () => {
  let server: DataServer
  let first: Exporting
  let second: Exporting
  beforeAll(async () => {
    server = await startDataServer()
    // Images and labels go out in the order of their ids, which differs from project to project: one of each gives equal bytes.
    await mkdir(join(server.folder, 'set'))
    await writeFile(join(server.folder, 'set', 'a.png'), await aPicture(1))
    await writeFile(join(server.folder, 'set', 'a.xml'), vocXml('a.png', [{ name: 'cat', box: [4, 5, 24, 25] }]))
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    first = await aProjectExported()
    second = await aProjectExported()
    expect(hashIn(second)).toBe(hashIn(first))
  })

  async function aProjectExported(): Promise<Exporting> {
    const projectId = await server.project(EMPTY)
    const { token } = await aStoredPerson(server.store, projectId, 'manager')
    await server.importFolder(projectId, join(server.folder, 'set'), { approve: true, split: 'train' })
    return { projectId, token, download: await exported({ projectId, token }) }
  }
  async function exported({ projectId, token }: Pick<Exporting, 'projectId' | 'token'>, format = 'voc'): Promise<string> {
    const body = JSON.stringify({ format })
    const begun = await server.ask(`/api/projects/${projectId}/exports`, token, { method: 'POST', body })
    const job = await server.ended(((await begun.json()) as { jobId: never }).jobId)
    if (job.state !== 'succeeded') throw new Error(job.reason ?? job.state)
    return (job.result as ExportReport).download
  }
  const hashIn = ({ download }: Exporting) => download.split('/').at(-1) as string
  const fetched = async ({ download, token }: Exporting) => (await server.ask(download, token)).status
  /** The export ended so long ago that its archive may be fetched no more. */
  async function ended({ download, projectId }: Exporting): Promise<void> {
    const finishedAt = Date.now() - 2 * DAY_MS
    await server.store.jobs.updateMany({ projectId, 'result.download': download }, { $set: { finishedAt } })
  }
  async function written(archive: Exporting, agoMs: number): Promise<void> {
    const at = new Date(Date.now() - agoMs)
    utimesSync(await server.blobs.onDisk(hashIn(archive)), at, at)
  }
  async function deleteProject(projectId: ProjectId): Promise<void> {
    const { id } = await server.queue.add({ name: 'delete-project', projectId, payload: {} })
    expect(await server.ended(id)).toMatchObject({ state: 'succeeded' })
  }

  test('stays for the one when the other is deleted, and goes with the last', async () => {
    await written(first, HOUR_MS)
    await deleteProject(second.projectId)
    expect(await fetched(first)).toBe(200)
    await deleteProject(first.projectId)
    expect(await server.blobs.has(hashIn(first))).toBe(false)
  })

  test('stays for the one when the time of the other is over, and goes when the time of both is', async () => {
    await ended(first)
    await written(first, 2 * DAY_MS)
    await exported(first, 'coco')
    expect(await fetched(second)).toBe(200)
    await ended(second)
    await exported(first, 'coco')
    expect(await server.blobs.has(hashIn(first))).toBe(false)
    await deleteProject(first.projectId)
    await deleteProject(second.projectId)
  })

  test('is swept when neither may fetch it any more, and not before', async () => {
    await ended(first)
    await written(first, 2 * DAY_MS)
    await sweepBlobs(server, { dryRun: false })
    expect(await fetched(second)).toBe(200)
    await ended(second)
    await sweepBlobs(server, { dryRun: false })
    expect(await server.blobs.has(hashIn(first))).toBe(false)
    await deleteProject(first.projectId)
    await deleteProject(second.projectId)
  })

  test('stays while a run has logged the same bytes as an artifact', async () => {
    const owner = 'run_of_somebody'
    await server.store.artifacts.insertOne({ _id: 'art_1', owner, path: 'set.zip', hash: hashIn(first), bytes: 1, at: 0 })
    await written(first, HOUR_MS)
    await deleteProject(second.projectId)
    await deleteProject(first.projectId)
    expect(await server.blobs.has(hashIn(first))).toBe(true)
    await server.store.artifacts.deleteMany({ owner })
  })

  test('is found by an index', async () => {
    const asked = { 'result.download': { $in: [first.download, second.download] } }
    const plan = await server.store.jobs.find(asked, { projection: { finishedAt: 1 } }).explain('queryPlanner')
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).toContain('"indexName":"result.download_1"')
  })
})
