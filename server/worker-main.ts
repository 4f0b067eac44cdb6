/** The worker as a process of its own: started by `labelloop up` (and ended with it) or by `labelloop worker` on another machine. */
import closeWithGrace from 'close-with-grace'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { startWorker } from './worker.ts'

const GRACE_MS = 10_000

const log = createLog('worker')
const config = readConfig()
if (config.mongodbUri === null) throw new Error('Expected MONGODB_URI: a worker has no database of its own')
const worker = await startWorker({ config, uri: config.mongodbUri, log })
const grace = closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
  if (err) log.error(err, 'The worker ends on a bug')
  await worker.close()
})
// The server that started it is gone: what was under way is given back and found by the next worker.
process.on('disconnect', () => void grace.close())
