/** A worker that takes imports and exports alone, with the product's own queue and handlers, until it is killed. Run by exchange-kills.ts. */
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { createBus } from '#server/bus.ts'
import { exportJob } from '#server/datasets/export-job.ts'
import { importJob } from '#server/datasets/import-job.ts'
import { createQueue } from '#server/jobs/queue.ts'
import { type JobHandler, type JobHandlers, runJobs } from '#server/jobs/runner.ts'
import { createLog } from '#server/log.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore } from '#server/store/store.ts'
import type { WorkPlace } from './worker.ts'

const { uri, data, blobs: blobsFolder } = JSON.parse(process.argv[2] ?? '') as WorkPlace
const store = await openStore(uri)
const blobs = await openBlobs(`file:${blobsFolder}`)
const log = createLog('kills', 'silent')
const { commit, prepare, settled } = createOperationLog({ store, log })
const deps = { store, blobs, bus: createBus(() => undefined), config: { dataFolder: data }, log, commit, prepare, settled }
const never: JobHandler = async () => {
  throw new Error('Expected imports and exports alone')
}
const handlers = new Proxy({ import: importJob(deps), export: exportJob(deps) } as unknown as JobHandlers, {
  get: (known, name) => Reflect.get(known, name) ?? never,
})
runJobs({ worker: `kills-${process.pid}`, queue: createQueue(store), store, handlers, log })
process.stdout.write('ready\n')
