import closeWithGrace from 'close-with-grace'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { readConfig } from './config.ts'
import { createLog, type Log } from './log.ts'
import { holdDataFolder } from './store/data-folder.ts'
import { startMongod } from './store/mongod.ts'
import { version } from './version.ts'
import { superviseWorker } from './worker-process.ts'

const GRACE_MS = 20_000

/** Everything of `npm start` on one machine: database, server, worker. Resolves when it serves; ends with the process. */
export async function runUp(config: Config = readConfig(), say: (line: string) => void = console.log): Promise<void> {
  const log = createLog('server')
  const running = await startAll(config, log)
  closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
    if (err) log.error({ err }, 'The server ends on a bug')
    await running.close()
  })
  say(`\n  Labelloop ${version} is ready: ${running.signInUrl}\n`)
}

async function startAll(config: Config, log: Log): Promise<{ signInUrl: string; close(): Promise<void> }> {
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    const folder = holdDataFolder(config.dataFolder)
    closers.push(() => folder.release())
    const mongod =
      config.mongodbUri === null ? await startMongod({ dataFolder: config.dataFolder, log: (line) => log.info(line) }) : null
    if (mongod) closers.push(() => mongod.stop())
    const uri = mongod?.uri ?? config.mongodbUri ?? ''
    const app = await createApp({ config, uri, log })
    closers.push(() => app.close())
    const address = await app.listen()
    const worker = superviseWorker({ environment: workerEnvironment(config, uri), log })
    closers.push(() => worker.close())
    return { signInUrl: await app.signInUrl(address), close }
  } catch (error) {
    await close()
    throw error
  }
}

function workerEnvironment(config: Config, uri: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    MONGODB_URI: uri,
    LABELLOOP_DATA: config.dataFolder,
    LABELLOOP_BLOBS: config.blobs,
    LABELLOOP_CACHE: config.cacheFolder,
    LABELLOOP_ENGINE: config.engine,
  }
}
