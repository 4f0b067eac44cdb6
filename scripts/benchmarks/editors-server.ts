/** A server with a project, people and images, for editors with a screen and without: a `mongod` and an app of its own. */
import sharp from 'sharp'
import { createProject } from '#server/store/projects.ts'
import type { Store } from '#server/store/store.ts'
import { createOneTimeToken } from '#server/users/secrets.ts'
import type { AssetId, OperationId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { startBareServer } from './bare-server.ts'
import { aStoredAsset, aStoredPerson } from './stored.ts'

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

/** Starts it; `close` ends everything. */
export async function startEditorsServer(peopleCount: number): Promise<EditorsServer> {
  const { address, store, blobs, close } = await startBareServer('editors')
  const { id: projectId } = await createProject(store, { name: 'Editors', task: 'detection', labels: [...LABELS] })
  const people = await Promise.all(
    Array.from({ length: peopleCount }, (_, index) => aStoredPerson(store, projectId, 'reviewer', `editor-${index}`)),
  )
  const size = { width: SIDE, height: SIDE }
  return {
    address,
    projectId,
    people,
    asset: () => aStoredAsset(store, projectId, size),
    async picture() {
      const { hash } = await blobs.put({ bytes: await grey() })
      return aStoredAsset(store, projectId, { ...size, hash, thumbnail: hash })
    },
    signInUrl: async (userId) => `${address}/?token=${await createOneTimeToken(store, userId)}`,
    logOf: (assetId) => logOf(store, assetId),
    close,
  }
}

/** The log of an image, in order: what each commit holds. */
export async function logOf(store: Pick<Store, 'operations'>, assetId: AssetId) {
  const rows = await store.operations.find({ assetId }).sort({ sequence: 1 }).toArray()
  return rows.map(({ sequence, operations }) => ({ sequence, ids: operations.map(({ id }) => id) }))
}

const grey = () =>
  sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#777777' } })
    .jpeg()
    .toBuffer()
