/**
 * Row 5 of the table of issue 7: a snapshot of 1,000,000 annotations while people work, beside the way it was taken before (all in one file), and another
 * one after a hundred changes. Blocking is what a person's label waits for more than without a snapshot; storage is what came to the blobs.
 * Run: npx tsx scripts/benchmarks/versions.ts [annotations] [seed]
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import { createLog } from '#server/log.ts'
import type { BlobStore } from '#server/store/blobs.ts'
import { startMongod } from '#server/store/mongod.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore } from '#server/store/store.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import { createRandom } from '#shared/random.ts'
import { drawing } from '../../test/support/operations.ts'
import { table } from '../cli/terminal.ts'
import { aStoredAsset } from './stored.ts'
import { takeWholeFile } from './versions/whole-file.ts'
import { aLargeProject } from './versions/world.ts'

const PER_ASSET = 20
const CHANGES = 100
const ALONE_MS = 10_000
const HANDS = fileURLToPath(new URL('./versions/hands.ts', import.meta.url))
const HAND_ASSETS = 20

const [annotations = '1000000', seed = '0'] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'labelloop-versions-'))
const mongod = await startMongod({ dataFolder: folder, log: () => undefined })
const store = await openStore(mongod.uri)
const blobs = await openBlobs(`file:${join(folder, 'blobs')}`)
const operations = createOperationLog({ store, log: createLog('versions', 'silent') })
let hands: ChildProcess | null = null
try {
  const size = { assets: Number(annotations) / PER_ASSET, annotations: Number(annotations), seed: Number(seed) }
  const { projectId, ids } = await aLargeProject(store, size)
  const drawnOn = await Promise.all(Array.from({ length: HAND_ASSETS }, () => aStoredAsset(store, projectId)))
  hands = fork(HANDS, [mongod.uri, projectId, drawnOn.join()], { execArgv: ['--import', 'tsx'] })
  await once(hands, 'message')
  const rows = []
  rows.push(await measured('nothing', () => sleep(ALONE_MS)))
  rows.push(await measured('whole file, first', () => takeWholeFile({ store, blobs }, projectId)))
  rows.push(await measured('tree, first', () => takeSnapshot({ store, blobs }, projectId)))
  await change(ids)
  rows.push(await measured(`whole file, ${CHANGES} changes later`, () => takeWholeFile({ store, blobs }, projectId)))
  rows.push(await measured(`tree, ${CHANGES} changes later`, () => takeSnapshot({ store, blobs }, projectId)))
  process.stderr.write(`${table(rows)}\n`)
  process.stdout.write(`${JSON.stringify({ ...size, rows })}\n`)
} finally {
  hands?.send('end')
  if (hands) await once(hands, 'exit')
  await operations.close()
  await store.close()
  await mongod.stop()
  await rm(folder, { recursive: true, force: true })
}

async function measured(what: string, act: () => Promise<unknown>) {
  await took()
  const before = await bytesOf(blobs)
  const started = performance.now()
  await act()
  const seconds = (performance.now() - started) / 1000
  const { write, read } = await took()
  return {
    beside: what,
    seconds: round(seconds),
    'new MB': round(((await bytesOf(blobs)) - before) / 1e6),
    labels: write.length,
    'label p50 ms': round(quantile(write, 0.5)),
    'label p99 ms': round(quantile(write, 0.99)),
    'label max ms': round(quantile(write, 1)),
    'page p99 ms': round(quantile(read, 0.99)),
    'page max ms': round(quantile(read, 1)),
  }
}

async function took(): Promise<{ write: number[]; read: number[] }> {
  if (!hands) throw new Error('Expected somebody at work')
  hands.send('tell')
  const [said] = (await once(hands, 'message')) as [{ write: number[]; read: number[] }]
  return said
}

// On images drawn by chance, all over the project.
async function change(ids: readonly AssetId[]): Promise<void> {
  const random = createRandom(Number(seed) + 1)
  for (let count = 0; count < CHANGES; count++) {
    const assetId = ids[random.integer(ids.length)] as AssetId
    const change = drawing({ status: 'approved', origin: { type: 'import', format: 'change' } })
    await operations.commit({ assetId, user: null, operations: [change] })
  }
  await operations.settled()
}

async function bytesOf(store: BlobStore): Promise<number> {
  let sum = 0
  for await (const { bytes } of store.list()) sum += bytes
  return sum
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
