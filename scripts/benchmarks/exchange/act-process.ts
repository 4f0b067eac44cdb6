/** A process that does one act of exchange.ts with the product's own job handlers, and prints its time and memory. */
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { RECENT_IN_A_WORKER } from '#server/annotations/recent-assets.ts'
import { createBus } from '#server/bus.ts'
import { exportJob } from '#server/datasets/export-job.ts'
import { importTree } from '#server/datasets/import-tree.ts'
import { takeSnapshot } from '#server/datasets/snapshots.ts'
import { zipTree } from '#server/datasets/sources/zip-tree.ts'
import type { JobContext } from '#server/jobs/runner.ts'
import { createLog } from '#server/log.ts'
import { keepHeapModest } from '#server/modest-heap.ts'
import type { JobRow } from '#server/store/collections.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { loadProject } from '#server/store/projects.ts'
import { openStore } from '#server/store/store.ts'
import { type ImportId, newId } from '#shared/domain/ids.ts'
import { type ExportReport, ImportOptions } from '#shared/routes/data.ts'
import type { Act, Acted, Place } from './act.ts'

const LOOK_EVERY_MS = 20
const BYTES_PER_MB = 1e6
const MICROSECONDS = 1e6

keepHeapModest()
const { place, what } = JSON.parse(process.argv[2] ?? '') as { place: Place; what: Act }
const store = await openStore(place.uri)
const blobs = await openBlobs(`file:${place.blobs}`)
const log = createLog('exchange', 'silent')
const operations = createOperationLog({ store, log, mostRecent: RECENT_IN_A_WORKER })
const deps = { store, blobs, bus: createBus(() => undefined), log, commit: operations.commit, prepare: operations.prepare }

global.gc?.()
const idleMB = memory()
let peakMB = idleMB
const watching = setInterval(() => {
  peakMB = Math.max(peakMB, memory())
}, LOOK_EVERY_MS)
const started = performance.now()
const busyBefore = process.cpuUsage()
const file = await done()
const seconds = (performance.now() - started) / 1000
const { user, system } = process.cpuUsage(busyBefore)
clearInterval(watching)
process.stdout.write(
  JSON.stringify({
    seconds,
    busySeconds: (user + system) / MICROSECONDS,
    idleMB,
    peakMB: Math.max(peakMB, memory()),
    file,
  } satisfies Acted),
)
await operations.close()
await store.close()

function memory(): number {
  return process.memoryUsage.rss() / BYTES_PER_MB
}

async function done(): Promise<string> {
  const signal = new AbortController().signal
  if (what.type === 'snapshot') return (await takeSnapshot(deps, what.projectId)).digest
  if (what.type === 'export') {
    const job = { projectId: what.projectId, name: 'export', payload: { format: what.format }, attempt: 1 } as unknown as JobRow
    const context: JobContext = { job, signal, progress: async () => undefined, holdOrThrow: async () => undefined }
    const { download } = (await exportJob(deps)(context)) as ExportReport
    return blobs.onDisk(download.split('/').at(-1) ?? '')
  }
  const tree = await zipTree(what.file)
  const project = await loadProject(store, what.projectId)
  const options = ImportOptions.parse({ approve: true })
  await importTree(deps, { tree, project, importId: newId<ImportId>('imp'), options, signal, progress: async () => undefined })
  await operations.settled()
  await tree.close()
  return what.file
}
