/** A server with a project, people and images, for editors with a screen and without: a `mongod` and an app of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { openBlobs } from '#server/store/blobs.ts'
import { startMongod } from '#server/store/mongod.ts'
import { createProject } from '#server/store/projects.ts'
import { openStore, type Store } from '#server/store/store.ts'
import { createOneTimeToken, createSecret } from '#server/users/secrets.ts'
import { createUser } from '#server/users/user-records.ts'
import { type AssetId, newId, type OperationId, type ProjectId, type UserId } from '#shared/domain/ids.ts'

export const LABELS = ['RBC', 'WBC', 'Platelets'] as const
/** Image pixels. */
const SIDE = 1000

export interface EditorsServer {
  readonly address: string
  readonly projectId: ProjectId
  readonly people: readonly { readonly id: UserId; readonly token: string }[]
  /** A fresh image; without pixels, which only a screen needs. */
  asset(): Promise<AssetId>
  /** A fresh image that can be looked at. */
  picture(): Promise<AssetId>
  /** The address that signs a person in, once. */
  signInUrl(userId: UserId): Promise<string>
  /** The log of an image, in order. */
  logOf(assetId: AssetId): Promise<{ sequence: number; ids: OperationId[] }[]>
  close(): Promise<void>
}

/** Starts everything in a temporary folder; `close` ends it and removes the folder. */
export async function startEditorsServer(peopleCount: number): Promise<EditorsServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'labelloop-editors-'))
  const mongod = await startMongod({ dataFolder, log: () => undefined })
  const config = { ...readConfig({ LABELLOOP_PORT: '0', LABELLOOP_DATA: dataFolder }), mongodbUri: mongod.uri }
  const app = await createApp({ config, uri: mongod.uri, log: createLog('benchmark', 'error') })
  const address = await app.listen()
  const store = await openStore(mongod.uri)
  const { id: projectId } = await createProject(store, { name: 'Editors', task: 'detection', labels: [...LABELS] })
  const people = await Promise.all(Array.from({ length: peopleCount }, (_, index) => aPerson(store, projectId, index)))
  const blobs = await openBlobs(config.blobs)
  let order = 0
  return {
    address,
    projectId,
    people,
    asset: () => anAsset(store, projectId, order++),
    async picture() {
      const { hash } = await blobs.put({ bytes: await grey() })
      return anAsset(store, projectId, order++, hash)
    },
    signInUrl: async (userId) => `${address}/?token=${await createOneTimeToken(store, userId)}`,
    logOf: (assetId) => logOf(store, assetId),
    async close() {
      await store.close()
      await app.close()
      await mongod.stop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** The log of an image, in order: what each commit holds. */
export async function logOf(store: Pick<Store, 'operations'>, assetId: AssetId) {
  const rows = await store.operations.find({ assetId }).sort({ sequence: 1 }).toArray()
  return rows.map(({ sequence, operations }) => ({ sequence, ids: operations.map(({ id }) => id) }))
}

async function aPerson(store: Store, projectId: ProjectId, index: number) {
  const roles = { [projectId]: 'reviewer' } as const
  const { id } = await createUser(store, { name: `editor-${index}`, passwordHash: null, admin: false, roles })
  const { secret } = await createSecret(store, { userId: id, kind: 'api', name: 'benchmark' })
  return { id, token: secret }
}

const grey = () =>
  sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#777777' } })
    .jpeg()
    .toBuffer()

async function anAsset(store: Store, projectId: ProjectId, order: number, content?: string): Promise<AssetId> {
  const _id = newId<AssetId>('ast')
  const hash = content ?? _id
  await store.assets.insertOne({
    _id,
    projectId,
    name: `${order}.jpg`,
    hash,
    width: SIDE,
    height: SIDE,
    bytes: 1,
    format: 'jpeg',
    status: 'new',
    split: 'train',
    group: _id,
    sequence: 0,
    revision: 0,
    counts: { suggested: 0, draft: 0, approved: {} },
    prelabelledBy: null,
    uncertainty: 0,
    reservedBy: null,
    reservedUntil: 0,
    createdAt: Date.now(),
    order,
    perceptualHash: '0000000000000000',
    thumbnail: hash,
    lottery: 0,
  })
  return _id
}
