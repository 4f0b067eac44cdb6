/**
 * Row 7 of the acceptance table: durable operations over sockets, and their ceiling beside the raw driver's.
 * Run: npx tsx scripts/benchmarks/operations.ts [seconds]
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createBatches } from '#server/annotations/batches.ts'
import type { CommitRow } from '#server/store/collections.ts'
import { createProject } from '#server/store/projects.ts'
import type { Store } from '#server/store/store.ts'
import { insertEach } from '#server/store/tolerant-writes.ts'
import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { newId } from '#shared/domain/ids.ts'
import { type BareServer, startBareServer } from './bare-server.ts'
import { drawSomething, type Figures, figuresOf, type Work, type WorkDone } from './operations-work.ts'
import { anAssetRow, aStoredPerson } from './stored.ts'

const CLIENTS = 50
const OPERATIONS_PER_SECOND = 5
const DEFAULT_SECONDS = 30
const CEILING_SECONDS = 15
/** Commits a client has on their way at once while the ceiling is sought, each on an asset of its own. */
const CEILING_WIDTH = 4
const SEED = 1
/** Image pixels: what is drawn fits. */
const SIDE = 1000
const ALLOWED_P95_MS = 50
const WANTED_CEILING = 1500
const CLIENTS_PROGRAM = fileURLToPath(new URL('./operations-clients.ts', import.meta.url))

const seconds = Number(process.argv[2] ?? DEFAULT_SECONDS)
const server = await startBareServer('operations')
try {
  await measure(server)
} finally {
  await server.close()
}

async function measure({ address, store }: BareServer): Promise<void> {
  const { project, tokens, assets } = await populate(store)
  const shared = { address, tokens, assets, seed: SEED }
  const paced = await work({ ...shared, seconds, perSecond: OPERATIONS_PER_SECOND, width: 1 })
  const ceiling = await work({ ...shared, seconds: CEILING_SECONDS, perSecond: null, width: CEILING_WIDTH })
  const lost = await missing(store, project, [...paced.acknowledged, ...ceiling.acknowledged])
  const raw = await rawDriver(store)
  report(paced, ceiling, raw, lost)
}

async function populate(store: Store): Promise<{ project: ProjectId; tokens: string[]; assets: AssetId[] }> {
  const { id: project } = await createProject(store, { name: 'Operations', task: 'detection', labels: ['cat', 'dog'] })
  const tokens: string[] = []
  for (let index = 0; index < CLIENTS; index++)
    tokens.push((await aStoredPerson(store, project, 'annotator', `annotator-${index}`)).token)
  const rows = Array.from({ length: CLIENTS * CEILING_WIDTH }, () => anAssetRow(project, { width: SIDE, height: SIDE }))
  await store.assets.insertMany(rows)
  const assets = rows.map(({ _id }) => _id)
  return { project, tokens, assets }
}

// The people are another process, as in life: their work must not slow the server's event loop down.
function work(task: Work): Promise<WorkDone> {
  const child = fork(CLIENTS_PROGRAM, { execArgv: ['--import', 'tsx'] })
  return new Promise((resolve, reject) => {
    child.once('message', (done) => resolve(done as WorkDone))
    child.once('exit', (code) => reject(new Error(`Expected the clients to report, but they ended with ${code}`)))
    child.send(task)
  })
}

/** Acknowledged operations that are not in the log exactly once, and gaps in the order of an asset. */
async function missing(store: Store, projectId: ProjectId, acknowledged: readonly string[]): Promise<number> {
  const times = new Map<string, number>()
  const next = new Map<AssetId, number>()
  let gaps = 0
  for await (const row of store.operations.find({ projectId }).sort({ assetId: 1, sequence: 1 })) {
    const expected = next.get(row.assetId) ?? 1
    if (row.sequence !== expected) gaps++
    next.set(row.assetId, row.sequence + 1)
    for (const { id } of row.operations) times.set(id, (times.get(id) ?? 0) + 1)
  }
  return gaps + acknowledged.filter((id) => times.get(id) !== 1).length
}

/** The same rows with the same durability by the driver alone: what waits goes as one insert, nothing is judged or projected. */
async function rawDriver(store: Store): Promise<Figures> {
  const inserts = createBatches((rows: CommitRow[]) => insertEach(store.operations, rows))
  const project = newId<ProjectId>('raw')
  const latencies: number[] = []
  const end = performance.now() + CEILING_SECONDS * 1000
  const writer = async () => {
    const assetId = newId<AssetId>('raw')
    for (let sequence = 1; performance.now() < end; sequence++) {
      const started = performance.now()
      await inserts.add({
        _id: `${assetId}:${sequence}`,
        assetId,
        projectId: project,
        sequence,
        userId: newId<UserId>('usr'),
        at: Date.now(),
        operations: [drawSomething(Math.random)],
        revisions: [1],
      })
      latencies.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS * CEILING_WIDTH }, writer))
  return figuresOf(latencies, CEILING_SECONDS)
}

function report(paced: WorkDone, ceiling: WorkDone, raw: Figures, lost: number): void {
  const rows = {
    [`${CLIENTS} clients, ${OPERATIONS_PER_SECOND}/s each`]: paced.figures,
    'the same, seen in another browser': paced.heard,
    'as fast as they can': ceiling.figures,
    'raw driver, group commit': raw,
  }
  for (const [name, { count, perSecond, p50, p95, p99 }] of Object.entries(rows))
    process.stderr.write(
      `${name.padEnd(36)}${String(count).padStart(8)}${perSecond.toFixed(0).padStart(8)}/s   p50 ${p50.toFixed(1)}  p95 ${p95.toFixed(1)}  p99 ${p99.toFixed(1)} ms\n`,
    )
  const refused = paced.refused + ceiling.refused
  process.stderr.write(`lost, doubled or out of order: ${lost}; refused: ${refused}\n`)
  const kept = lost === 0 && paced.figures.p95 < ALLOWED_P95_MS && ceiling.figures.perSecond >= WANTED_CEILING
  process.stdout.write(
    `${JSON.stringify({ paced: paced.figures, heard: paced.heard, ceiling: ceiling.figures, rawDriver: raw, lost, refused, kept })}\n`,
  )
}
