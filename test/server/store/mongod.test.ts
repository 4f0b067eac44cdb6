import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '#server/store/listening-port.ts'
import { type PrivateMongod, startMongod } from '#server/store/mongod.ts'
import { livesOn, type MongodRecord, mongodFiles, readRecord } from '#server/store/mongod-files.ts'
import { processStamp } from '#server/store/process-stamp.mjs'
import { SetupError } from '#server/store/setup-error.ts'
import { eventually } from '../../support/eventually.ts'
import { describeWithMongo, testDatabase } from '../../support/mongo.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const POLL_MS = 20
const COMES_BACK_WITHIN_MS = 45_000

describeWithMongo('the mongod of the test run', () => {
  it('runs transactions on a fresh database', async () => {
    const { uri, name } = testDatabase()
    const client = await MongoClient.connect(uri)
    expect(client.db().databaseName).toBe(name)
    await client.withSession((session) =>
      session.withTransaction(() => client.db().collection('boxes').insertOne({ label: 'RBC' }, { session })),
    )
    expect(await client.db().collection('boxes').countDocuments()).toBe(1)
    await client.close()
  })
})

describeWithMongo('a private mongod', () => {
  it('keeps its data across a stop, also when its port was taken meanwhile', async () => {
    const dataFolder = temporaryFolder()
    const first = await start(dataFolder)
    await insert(first.uri, { label: 'WBC' })
    await first.stop()
    const earlier = readRecord(mongodFiles(dataFolder))
    await occupy(earlier?.port ?? 0)

    const second = await start(dataFolder)
    expect(second.adopted).toBe(false)
    expect(second.uri).not.toBe(first.uri)
    expect(await labels(second.uri)).toEqual(['WBC'])
  })

  it('is taken over by the next server when the first one crashed', async () => {
    const dataFolder = temporaryFolder()
    const first = await start(dataFolder)
    await insert(first.uri, { label: 'Platelets' })
    const before = readRecord(mongodFiles(dataFolder))

    const second = await start(dataFolder)
    expect(second).toMatchObject({ adopted: true, uri: first.uri })
    expect(await labels(second.uri)).toEqual(['Platelets'])
    await second.stop()
    expect(before !== null && livesOn(before)).toBe(false)
  })

  it('comes back by itself when it is killed: what was acknowledged is there at the same address', async () => {
    const dataFolder = temporaryFolder()
    const first = await start(dataFolder)
    await insert(first.uri, { label: 'RBC' })
    const before = readRecord(mongodFiles(dataFolder))
    await kill(before)

    await eventually(async () => expect(await labels(first.uri)).toEqual(['RBC']), COMES_BACK_WITHIN_MS)
    expect(readRecord(mongodFiles(dataFolder))?.pid).not.toBe(before?.pid)
  })

  it('is not mistaken for another process that got its number', async () => {
    const dataFolder = temporaryFolder()
    const files = mongodFiles(dataFolder)
    mkdirSync(files.folder, { recursive: true })
    const stranger = { pid: process.pid, stamp: 'of an earlier boot', port: await freePort() }
    writeFileSync(files.record, JSON.stringify(stranger))

    expect((await start(dataFolder)).adopted).toBe(false)
    expect(processStamp(process.pid)).not.toBeNull()
  })

  it('runs beside another one on a folder of its own', async () => {
    const [one, other] = await Promise.all([start(temporaryFolder()), start(temporaryFolder())])
    expect(one.uri).not.toBe(other.uri)
  })

  it('says that its database is served by another mongod', async () => {
    const dataFolder = temporaryFolder()
    await start(dataFolder)
    const files = mongodFiles(dataFolder)
    const record = readFileSync(files.record)
    writeFileSync(files.record, 'half a rec')
    const refusal = await startMongod({ dataFolder, log }).catch(String)
    writeFileSync(files.record, record)
    expect(refusal).toContain('another mongod already serves the database')
  })

  it('says that the port it should take is taken', async () => {
    const port = await freePort()
    await occupy(port)
    await expect(startMongod({ dataFolder: temporaryFolder(), port, log })).rejects.toThrow(`port ${port} of 127.0.0.1 is taken`)
  })

  it('says that the files are damaged, and how to repair them', async () => {
    const dataFolder = temporaryFolder()
    await (await start(dataFolder)).stop()
    writeFileSync(join(mongodFiles(dataFolder).database, 'WiredTiger.turtle'), 'not a turtle')
    await expect(startMongod({ dataFolder, log })).rejects.toThrow(/are damaged[\s\S]*--repair/)
  })
})

it('a data folder that cannot be written ends in a message that names it', async () => {
  const file = join(temporaryFolder(), 'a-file')
  writeFileSync(file, '')
  await expect(startMongod({ dataFolder: join(file, 'data'), log })).rejects.toThrow(/cannot keep its files[\s\S]*LABELLOOP_DATA/)
})

it('a full disk, a missing library and an unknown failure of mongod each end in a message with ways out', async () => {
  const failing = async (says: string) => {
    const folder = temporaryFolder()
    const binary = join(folder, 'mongod')
    writeFileSync(binary, `#!/bin/sh\necho '${says}'\nexit 3\n`)
    chmodSync(binary, 0o755)
    return startMongod({ dataFolder: join(folder, 'data'), binary, log }).catch((error: unknown) => error)
  }
  expect(await failing('WiredTiger: pwrite: No space left on device')).toMatchObject({ why: expect.stringMatching('is full') })
  expect(await failing('error while loading shared libraries: libcurl.so.4')).toMatchObject({
    why: expect.stringMatching('system library'),
  })
  const unknown = await failing('the moon is in the wrong house')
  expect(unknown).toBeInstanceOf(SetupError)
  expect(String(unknown)).toMatch(/exit code 3\) and said: the moon[\s\S]*Ways out:[\s\S]*MONGODB_URI/)
})

function log(): void {}

async function start(dataFolder: string): Promise<PrivateMongod> {
  const mongod = await startMongod({ dataFolder, log })
  onTestFinished(() => mongod.stop())
  return mongod
}

async function kill(record: MongodRecord | null): Promise<void> {
  if (record === null) throw new Error('expected a record of the mongod, found none')
  process.kill(record.pid, 'SIGKILL')
  while (livesOn(record)) await sleep(POLL_MS)
}

async function insert(uri: string, box: { label: string }): Promise<void> {
  const client = await MongoClient.connect(uri)
  await client
    .db('kept')
    .collection('boxes')
    .insertOne(box, { writeConcern: { w: 'majority', journal: true } })
  await client.close()
}

async function labels(uri: string): Promise<string[]> {
  const client = await MongoClient.connect(uri)
  const boxes = await client.db('kept').collection<{ label: string }>('boxes').find().toArray()
  await client.close()
  return boxes.map(({ label }) => label)
}

/** Takes a port, where no other program of this machine was quicker. */
async function occupy(port: number): Promise<void> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
  })
}
