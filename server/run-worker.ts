/** The worker as a process of its own: `labelloop up` starts this file and ends it; `labelloop worker` calls `runWorker` on another machine. */
import { fileURLToPath } from 'node:url'
import closeWithGrace from 'close-with-grace'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { keepHeapModest } from './modest-heap.ts'
import { SetupError } from './store/setup-error.ts'
import { startWorker } from './worker.ts'

const GRACE_MS = 10_000

/** Takes jobs until the process is told to end, or the server that started it is gone. */
export async function runWorker(): Promise<void> {
  process.send?.('loaded')
  keepHeapModest()
  const log = createLog('worker')
  const config = readConfig()
  if (config.mongodbUri === null) throw noDatabase()
  const worker = await startWorker({ config, uri: config.mongodbUri, log })
  const grace = closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
    if (err) log.error({ err }, 'The worker ends on a bug')
    await worker.close()
  })
  process.on('disconnect', () => void grace.close())
}

function noDatabase(): SetupError {
  return new SetupError({
    what: 'The worker has no database.',
    why: 'MONGODB_URI is not set, and a worker starts none of its own.',
    waysOut: [
      'labelloop worker --mongodb mongodb://…/?replicaSet=…',
      'labelloop up   (starts database, server and worker on this machine)',
    ],
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runWorker()
