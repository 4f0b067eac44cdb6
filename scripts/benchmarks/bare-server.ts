import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import type { BlobStore } from '#server/store/blobs.ts'
import { startMongod } from '#server/store/mongod.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore, type Store } from '#server/store/store.ts'

/** A server in this process, on a `mongod` and a folder of its own, without a worker. */
export interface BareServer {
  readonly address: string
  readonly store: Store
  readonly blobs: BlobStore
  /** The address that signs the local admin in, once. */
  signInUrl(): Promise<string>
  /** Ends everything and removes the folder. */
  close(): Promise<void>
}

/** Starts one for a benchmark of this name. */
export async function startBareServer(name: string): Promise<BareServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), `labelloop-${name}-`))
  const mongod = await startMongod({ dataFolder, log: () => undefined })
  const config = { ...readConfig({ LABELLOOP_PORT: '0', LABELLOOP_DATA: dataFolder }), mongodbUri: mongod.uri }
  const app = await createApp({ config, uri: mongod.uri, log: createLog('benchmark', 'error') })
  const address = await app.listen()
  const store = await openStore(mongod.uri)
  return {
    address,
    store,
    blobs: await openBlobs(config.blobs, config.buckets),
    signInUrl: () => app.signInUrl(address),
    async close() {
      await store.close()
      await app.close()
      await mongod.stop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}
