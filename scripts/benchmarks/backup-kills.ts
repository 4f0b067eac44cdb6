/**
 * Row 7 of the table of issue 7, its part about backups: `kill -9` of a backup and of a restore at random points while somebody labels. After each kill
 * nothing half-done is to be seen: the folder has no backup more than before, the fresh installation shows nothing; done again, both complete, and what
 * came back is what was kept. Run: npx tsx scripts/benchmarks/backup-kills.ts [kills] [seed] [images]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import { createLog } from '#server/log.ts'
import { startMongod } from '#server/store/mongod.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore } from '#server/store/store.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import { drawing } from '../../test/support/operations.ts'
import { table } from '../cli/terminal.ts'
import { aLargeProject } from './versions/world.ts'

const LAUNCHER = fileURLToPath(new URL('../labelloop.mjs', import.meta.url))
const PER_IMAGE = 20
const BLOB_BYTES = 20_000
const PAUSE_MS = 20
const MOST_TRIES = 200

const [kills = '100', seed = '0', images = '500'] = process.argv.slice(2)
const random = createRandom(Number(seed))
const folder = await mkdtemp(join(tmpdir(), 'labelloop-backup-kills-'))
const out = join(folder, 'out')
const mongod = await startMongod({ dataFolder: join(folder, 'data'), log: () => undefined })
const source = { uri: `${mongod.uri.replace('/?', '/source?')}`, blobs: `file:${join(folder, 'blobs')}` }
const store = await openStore(source.uri)
const blobs = await openBlobs(source.blobs)
const operations = createOperationLog({ store, log: createLog('backup-kills', 'silent') })
const found = { kills: 0, backups: 0, restores: 0, halfVisible: 0, different: 0, failed: 0 }
let isOver = false
try {
  const { ids } = await prepare()
  const labelling = label(ids)
  const longest = { backup: await timed(['backup', out], source), restore: 0 }
  for (let round = 0; found.kills < Number(kills); round++) {
    await untilDone('backup', round, longest)
    await untilDone('restore', round, longest)
    process.stderr.write(`${JSON.stringify(found)}\n`)
  }
  isOver = true
  await labelling
} finally {
  isOver = true
  await operations.close()
  await store.close()
  await mongod.stop()
  await rm(folder, { recursive: true, force: true })
}
process.stderr.write(`${table(judged())}\n`)
process.stdout.write(`${JSON.stringify(found)}\n`)

type Act = 'backup' | 'restore'

/** One backup, or one restore of the newest into a fresh database, killed at random moments until one try lives to its end. */
async function untilDone(act: Act, round: number, longest: Record<Act, number>): Promise<void> {
  const target = { uri: mongod.uri.replace('/?', `/target${round}?`), blobs: `file:${join(folder, `blobs-${round}`)}` }
  const place = act === 'backup' ? source : target
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = await completeBackups()
    const child = run([act, out], place)
    const limit = found.kills < Number(kills) ? random.next() * 1.3 * (longest[act] || longest.backup) : Number.POSITIVE_INFINITY
    const ended = await endOf(child, limit)
    if (ended.killed) {
      found.kills++
      if (act === 'backup' && (await completeBackups()) > before + 1) found.halfVisible++
      if (act === 'restore' && !(await isWholeOrNothing(target))) found.halfVisible++
      if (act === 'restore' && (await projectsIn(target)) > 0) break
      continue
    }
    if (ended.code !== 0) found.failed++
    longest[act] = Math.max(longest[act], ended.ms)
    if (act === 'backup') found.backups++
    break
  }
  if (act === 'restore') await compareRestored(target)
}

async function compareRestored(target: Place): Promise<void> {
  found.restores++
  const copy = join(folder, 'copy')
  const [kept, came] = [await digestIn(out), await keptDigest(target, copy)]
  if (kept !== came) found.different++
  await rm(copy, { recursive: true, force: true })
}

interface Place {
  readonly uri: string
  readonly blobs: string
}

// Secrets are those of whoever restored, too: they are left out of the comparison.
async function digestIn(place: string): Promise<string> {
  const { openRepository } = await import('#server/backup/repository.ts')
  const { digestOf } = await import('#server/backup/back-up.ts')
  const { collections } = await (await openRepository(place)).read()
  return digestOf(collections.filter(({ name }) => name !== 'secrets'))
}

async function keptDigest(target: Place, copy: string): Promise<string> {
  const ended = await endOf(run(['backup', copy], target), Number.POSITIVE_INFINITY)
  return ended.code === 0 ? digestIn(copy) : 'none'
}

async function projectsIn({ uri }: Place): Promise<number> {
  const opened = await openStore(uri)
  const count = await opened.projects.countDocuments({})
  await opened.close()
  return count
}

async function isWholeOrNothing(target: Place): Promise<boolean> {
  const opened = await openStore(target.uri)
  const [projects, people, assets] = await Promise.all([
    opened.projects.countDocuments({}),
    opened.users.countDocuments({}),
    opened.assets.countDocuments({}),
  ])
  await opened.close()
  return projects === 0 ? people === 0 : assets === Number(images)
}

async function completeBackups(): Promise<number> {
  const names = await readdir(join(out, 'backups')).catch(() => [])
  return names.filter((name) => !name.startsWith('.')).length
}

function run(words: readonly string[], place: Place): ChildProcess {
  const env = {
    ...process.env,
    MONGODB_URI: place.uri,
    LABELLOOP_BLOBS: place.blobs,
    LABELLOOP_DATA: join(folder, 'data-of-none'),
    npm_lifecycle_event: 'start',
  }
  return spawn(process.execPath, [LAUNCHER, ...words, '--json'], { env, stdio: 'ignore' })
}

async function timed(words: readonly string[], place: Place): Promise<number> {
  const { ms, code } = await endOf(run(words, place), Number.POSITIVE_INFINITY)
  if (code !== 0) throw new Error(`Expected ${words.join(' ')} to succeed, but it ended with ${code}`)
  found.backups++
  return ms
}

async function endOf(child: ChildProcess, killAfterMs: number): Promise<{ killed: boolean; code: number | null; ms: number }> {
  const started = performance.now()
  const timer = Number.isFinite(killAfterMs) ? setTimeout(() => child.kill('SIGKILL'), killAfterMs) : undefined
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  clearTimeout(timer)
  return { killed: signal === 'SIGKILL', code, ms: performance.now() - started }
}

/** A project with labels, images that are made up bytes, a version, and an admin. */
async function prepare() {
  const made = await aLargeProject(store, { assets: Number(images), annotations: PER_IMAGE * Number(images), seed: Number(seed) })
  for (const _id of made.ids) {
    const bytes = Buffer.alloc(BLOB_BYTES, _id)
    const { hash } = await blobs.put({ bytes })
    await store.assets.updateOne({ _id }, { $set: { hash, thumbnail: hash } })
  }
  await takeSnapshot({ store, blobs }, made.projectId)
  const { createUser } = await import('#server/users/user-records.ts')
  await createUser(store, { name: 'admin', passwordHash: null, admin: true, roles: {} })
  return made
}

async function label(ids: readonly AssetId[]): Promise<void> {
  for (let turn = 0; !isOver; turn++) {
    const change = drawing({ status: 'approved', origin: { type: 'import', format: 'kills' } })
    await operations.commit({ assetId: ids[turn % ids.length] as AssetId, user: null, operations: [change] })
    await sleep(PAUSE_MS)
  }
}

function judged() {
  const row = (expected: string, kept: boolean, came: string) => ({ expected, kept: kept ? 'yes' : 'NO', came })
  return [
    row(
      `${kills} kills`,
      found.kills >= Number(kills),
      `${found.kills} in ${found.backups} backups and ${found.restores} restores`,
    ),
    row('nothing half-done is visible', found.halfVisible === 0, `${found.halfVisible} times`),
    row('what came back is what was kept', found.different === 0, `${found.different} of ${found.restores} differ`),
    row('what is done again completes', found.failed === 0, `${found.failed} failed`),
  ]
}
