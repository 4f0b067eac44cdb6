/**
 * Row 7 of the table of issue 7: `kill -9` of a worker at random moments of imports, of imports that somebody stops, and of exports. Whatever was
 * killed when, an import ends with every image and label once, a stopped one with none, an export with the archive that an undisturbed one writes, and
 * nothing half-done is ever seen. Run: npx tsx scripts/benchmarks/exchange-kills.ts [kills] [seed]
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { strToU8, zipSync } from 'fflate'
import { placeUpload, uploadsFolder } from '#server/datasets/upload-files.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { startMongod } from '#server/store/mongod.ts'
import { openStore } from '#server/store/store.ts'
import { type ImportId, newId, type ProjectId } from '#shared/domain/ids.ts'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { newOntology } from '#shared/ontology.ts'
import { createRandom } from '#shared/random.ts'
import { vocXml } from '../../test/server/datasets/formats/voc-file.ts'
import { aSpeck } from '../../test/server/datasets/made-up-images.ts'
import { aStoredProject } from '../../test/support/stored.ts'
import { table } from '../cli/terminal.ts'
import { startWorker, type Worker } from './exchange-kills/worker.ts'

const IMAGES = 600
const LABELS_AN_IMAGE = 2
const LONGEST_LIFE_MS = 1500
/** A job whose workers die four times without progress is given up, by design. */
const MOST_KILLS_A_JOB = 3
const LOOK_EVERY_MS = 25
const PATIENCE_MS = 120_000
const KINDS = ['import', 'stopped import', 'export'] as const

const [kills = '100', seed = '0'] = process.argv.slice(2)
const random = createRandom(Number(seed))
const folder = await mkdtemp(join(tmpdir(), 'labelloop-exchange-kills-'))
const mongod = await startMongod({ dataFolder: join(folder, 'database'), log: () => undefined })
const store = await openStore(mongod.uri)
const queue = createQueue(store)
const place = { uri: mongod.uri, data: join(folder, 'data'), blobs: join(folder, 'blobs') }
const archive = zipSync(await dataSet(), { level: 0 })
const counts = Object.fromEntries(KINDS.map((kind) => [kind, { jobs: 0, kills: 0, wrong: 0 }])) as Record<
  (typeof KINDS)[number],
  { jobs: number; kills: number; wrong: number }
>
const wrongs: string[] = []
let worker: Worker | null = null
try {
  worker = await startWorker(place)
  const whole = await aProject()
  await ended(await importInto(whole))
  const undisturbed = downloadIn(
    await ended(await queue.add({ name: 'export', projectId: whole, payload: { format: 'coco', images: true } })),
  )
  for (let turn = 0; killed() < Number(kills); turn++) await disturb(KINDS[turn % KINDS.length] ?? 'import', whole, undisturbed)
} finally {
  worker?.kill()
  await store.close()
  await mongod.stop()
  await rm(folder, { recursive: true, force: true })
}
for (const wrong of wrongs) process.stderr.write(`${wrong}\n`)
process.stderr.write(`${table(KINDS.map((kind) => ({ kind, ...counts[kind] })))}\n`)
process.stdout.write(`${JSON.stringify({ counts, wrongs })}\n`)

function killed(): number {
  return KINDS.reduce((sum, kind) => sum + counts[kind].kills, 0)
}

/** One job from its request to its end, with up to three kills on the way. */
async function disturb(kind: (typeof KINDS)[number], whole: ProjectId, undisturbed: string): Promise<void> {
  const projectId = kind === 'export' ? whole : await aProject()
  const before = await blobNames()
  const payload = { format: 'coco', images: true }
  const job = kind === 'export' ? await queue.add({ name: 'export', projectId, payload }) : await importInto(projectId)
  counts[kind].jobs++
  for (let count = 0; count < MOST_KILLS_A_JOB && killed() < Number(kills); count++) {
    if (kind === 'stopped import' && count === 1) await queue.cancel(job.id)
    await sleep(random.next() * LONGEST_LIFE_MS)
    if (isFinished(await queue.get(job.id))) break
    worker?.kill()
    counts[kind].kills++
    await lookWhileNobodyWorks(kind, before)
    // Its lease would run out by itself in ten seconds.
    await store.jobs.updateOne({ _id: job.id, state: 'running' }, { $set: { 'lease.until': 0 } })
    worker = await startWorker(place)
  }
  const last = await ended(job, kind === 'stopped import')
  const wrong = await wrongWith(kind, last, projectId, undisturbed)
  if (wrong) note(kind, wrong)
  process.stderr.write(`${JSON.stringify(counts)}\n`)
}

/** What is kept under a name has exactly that content, also in the middle of everything. */
async function lookWhileNobodyWorks(kind: (typeof KINDS)[number], before: ReadonlySet<string>): Promise<void> {
  for (const name of await blobNames()) {
    if (before.has(name)) continue
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(join(place.blobs, name.slice(0, 2), name.slice(2, 4), name)))
      hash.update(chunk as Buffer)
    if (hash.digest('hex') !== name) note(kind, `the content ${name} is half written`)
  }
}

async function wrongWith(
  kind: (typeof KINDS)[number],
  job: Job,
  projectId: ProjectId,
  undisturbed: string,
): Promise<string | null> {
  if (kind === 'export')
    return job.state === 'succeeded' && downloadIn(job) === undisturbed
      ? null
      : `export ${job.state} ${job.reason} ${downloadIn(job)}`
  const assets = await store.assets.countDocuments({ projectId })
  const annotations = await store.annotations.countDocuments({ projectId })
  const operations = await store.operations.distinct('operations.id', { projectId })
  const commits = await store.operations.countDocuments({ projectId })
  const found = JSON.stringify({
    state: job.state,
    reason: job.reason,
    assets,
    annotations,
    operations: operations.length,
    commits,
  })
  if (job.state === 'cancelled') return assets + annotations + commits === 0 ? null : `stopped, and left ${found}`
  const approved = await store.assets.countDocuments({ projectId, status: 'approved', sequence: 1 })
  const isWhole =
    job.state === 'succeeded' &&
    assets === IMAGES &&
    approved === IMAGES &&
    commits === IMAGES &&
    annotations === IMAGES * LABELS_AN_IMAGE &&
    operations.length === IMAGES * (LABELS_AN_IMAGE + 1)
  const report = job.result as { assets: number; annotations: number; duplicates: number } | null
  const tells = report?.assets === IMAGES && report.annotations === IMAGES * LABELS_AN_IMAGE && report.duplicates === 0
  return isWhole && tells ? null : `${found}, told ${JSON.stringify(report)?.slice(0, 300)}`
}

function note(kind: (typeof KINDS)[number], wrong: string): void {
  counts[kind].wrong++
  wrongs.push(`${kind}: ${wrong}`)
}

async function aProject(): Promise<ProjectId> {
  return aStoredProject(store, { ontology: newOntology([]) })
}

async function importInto(projectId: ProjectId): Promise<Job> {
  const importId = newId<ImportId>('imp')
  await placeUpload(uploadsFolder(place.data), { projectId, importId, path: 'import.zip' }, archive)
  return queue.add({ name: 'import', projectId, payload: { importId, options: { approve: true }, userId: null } })
}

async function ended(job: Job, mayBeCancelled = false): Promise<Job> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const now = await queue.get(job.id)
    if (isFinished(now)) {
      if (now.state !== 'succeeded' && !(mayBeCancelled && now.state === 'cancelled'))
        note('import', `${job.name} ended ${now.state}: ${now.reason}`)
      return now
    }
    if (Date.now() > deadline) throw new Error(`Expected job ${job.id} to end within ${PATIENCE_MS / 1000} s`)
    await sleep(LOOK_EVERY_MS)
  }
}

function downloadIn(job: Job): string {
  return (job.result as { download?: string } | null)?.download?.split('/').at(-1) ?? ''
}

async function blobNames(): Promise<Set<string>> {
  const found = await readdir(place.blobs, { recursive: true, withFileTypes: true }).catch(() => [])
  return new Set(found.filter((entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name)).map(({ name }) => name))
}

async function dataSet(): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {}
  for (let index = 0; index < IMAGES; index++) {
    files[`${index}.png`] = await aSpeck(index)
    const objects = [
      { name: 'cat', box: [1, 1, 5, 5] as const },
      { name: 'dog', box: [2, 3, 14, 11] as const },
    ]
    files[`${index}.xml`] = strToU8(vocXml(`${index}.png`, objects, ''))
  }
  return files
}
