import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { listConnections, loadConnection, removeConnection, saveConnection } from '#server/datasets/connections.ts'
import { type WatchDeps, watchConnections } from '#server/datasets/watching/watch-connections.ts'
import { AT_ONCE, ConnectionDraft } from '#shared/domain/connection.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { ImportReport } from '#shared/routes/data.ts'
import { eventually } from '../../../support/eventually.ts'
import { describeWithMongo } from '../../../support/mongo.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { type DataServer, startDataServer } from '../data-server.ts'
import { aPicture, aSpeck } from '../made-up-images.ts'

/** Nothing is found by looking again: only an event, or what this says. */
const NEVER_MS = 3_600_000
const TIMES = { refresh: 50, quiet: 100, again: 100, backstop: NEVER_MS, look: 100 }
/** Between two pieces of a file that is written slowly: some times what is taken for the end of writing. */
const WRITING_PAUSE_MS = 600

describeWithMongo('a folder that is taken from as soon as something arrives', () => {
  const opened = temporaryFolder(afterAll)
  let server: DataServer
  let projectId: ProjectId
  let folder: string
  let watchings: ReturnType<typeof watchConnections>[]
  let count = 0
  beforeAll(async () => {
    server = await startDataServer({ LABELLOOP_FOLDERS: opened })
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    projectId = await server.project({ task: 'detection', ontology: { version: 1, labels: [] } })
    folder = join(opened, `camera-${++count}`)
    watchings = []
    await mkdir(folder)
    await connect()
  })
  afterEach(async () => {
    for (const watching of watchings) await watching.close()
    await removeConnection(server.store, projectId, 'camera')
  })

  const connect = () => {
    const draft = ConnectionDraft.parse({ place: { kind: 'folder', path: folder }, schedule: AT_ONCE })
    return saveConnection(server.store, projectId, 'camera', draft)
  }
  const watch = (more: Partial<WatchDeps> = {}) => {
    const { store, queue, config, log } = server
    watchings.push(watchConnections({ store, queue, config, log, times: TIMES, ...more }))
  }
  const watched = async () => (await listConnections(server.store, projectId))[0]?.watched
  const isWatched = (by: string) => eventually(async () => expect(await watched()).toMatchObject({ by }))
  const names = async () => (await server.assets(projectId)).map(({ name }) => name).sort()
  const arrived = (...wanted: string[]) => eventually(async () => expect(await names()).toEqual([...wanted].sort()))
  const takes = () => server.store.jobs.find({ projectId, name: 'take' }).toArray()
  const put = async (name: string, seed: number) => writeFile(join(folder, name), await aSpeck(seed))

  test('gives what is there, then what arrives, also in a folder that arrives with it', async () => {
    await put('first.png', 1)
    watch()
    await isWatched('events')
    await arrived('first.png')
    await put('second.png', 2)
    await arrived('first.png', 'second.png')
    await mkdir(join(folder, 'deeper', 'still'), { recursive: true })
    await arrived('first.png', 'second.png')
    await put('deeper/still/third.png', 3)
    await arrived('first.png', 'second.png', 'deeper/still/third.png')
  })

  test('gives a file once it is written whole, and one that is ready meanwhile before it', async () => {
    watch()
    await isWatched('events')
    const picture = await aPicture(4, { width: 300, height: 200 })
    const slow = join(folder, 'slow.png')
    const pieces = 6
    for (let piece = 0; piece < pieces; piece++) {
      const [from, to] = [piece, piece + 1].map((at) => Math.floor((at * picture.length) / pieces))
      await appendFile(slow, picture.subarray(from, to))
      if (piece === 1) await put('quick.png', 5)
      await sleep(WRITING_PAUSE_MS)
      if (piece === pieces - 1) continue
      expect(await names()).not.toContain('slow.png')
    }
    await arrived('quick.png', 'slow.png')
    const reports = (await takes()).flatMap(({ result }) => (result ? [result as ImportReport] : []))
    expect(reports.flatMap(({ rejected }) => rejected)).toEqual([])
  })

  test('says that it is gone, and gives what is new once it is back', async () => {
    await put('first.png', 1)
    watch({ times: { ...TIMES, backstop: 200 } })
    await arrived('first.png')
    await rename(folder, `${folder}-away`)
    await isWatched('nothing')
    expect((await watched())?.reason).toContain('Expected a folder in')
    await writeFile(join(`${folder}-away`, 'second.png'), await aSpeck(2))
    await rename(`${folder}-away`, folder)
    await isWatched('events')
    await arrived('first.png', 'second.png')
    await rm(join(folder, 'first.png'))
    await put('third.png', 3)
    await arrived('first.png', 'second.png', 'third.png')
  })

  test('is looked at again and again where its changes are not told, and says why', async () => {
    watch({ whyNoEvents: async () => 'The folder lies far away' })
    await isWatched('looks')
    expect(await watched()).toEqual({ by: 'looks', reason: 'The folder lies far away' })
    await put('first.png', 1)
    await arrived('first.png')
  })

  test('asks for each state once, however many watch it', async () => {
    watch()
    watch()
    await isWatched('events')
    for (let seed = 0; seed < 3; seed++) {
      await put(`${seed}.png`, seed)
      await arrived(...Array.from({ length: seed + 1 }, (_, at) => `${at}.png`))
    }
    const states = async () => (await takes()).map(({ state }) => state)
    await eventually(async () => expect(await states()).toEqual(['succeeded', 'succeeded', 'succeeded']))
  })

  test('is watched no more once it is not to be, and asks nothing of a take that failed until something changes', async () => {
    watch()
    await isWatched('events')
    const draft = ConnectionDraft.parse({
      place: { kind: 'folder', path: folder },
      options: { format: 'no-such-format' },
      schedule: AT_ONCE,
    })
    await saveConnection(server.store, projectId, 'camera', draft)
    await put('first.png', 1)
    await eventually(async () => expect((await takes()).map(({ state }) => state)).toEqual(['failed']))
    await sleep(1000)
    expect(await takes()).toHaveLength(1)
    await saveConnection(server.store, projectId, 'camera', { ...draft, schedule: null })
    await put('second.png', 2)
    // Ten times as long as it takes to look again.
    await sleep(1000)
    expect(await takes()).toHaveLength(1)
    expect((await loadConnection(server.store, projectId, 'camera')).watched).toBeNull()
  })

  test('is a folder: other places do not say when something arrives', async () => {
    const place = { kind: 'addresses', url: 'https://example.org/list.txt' }
    const draft = ConnectionDraft.parse({ place, schedule: AT_ONCE })
    await expect(saveConnection(server.store, projectId, 'web', draft)).rejects.toMatchObject({ code: 'invalid' })
  })
})
