import type { AssetRow } from '#server/store/collections.ts'
import type { Store } from '#server/store/store.ts'
import { createSecret } from '#server/users/secrets.ts'
import { createUser } from '#server/users/user-records.ts'
import { noCounts } from '#shared/domain/asset.ts'
import { type AssetId, newId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import type { Role } from '#shared/domain/people.ts'

/** A fresh image of 640 x 480 as the database holds it, with what is said of it; its pixels are nowhere. */
export function anAssetRow(projectId: ProjectId, overrides: Partial<AssetRow> = {}): AssetRow {
  const _id = newId<AssetId>('ast')
  return {
    _id,
    projectId,
    name: `${_id}.jpg`,
    hash: _id,
    width: 640,
    height: 480,
    bytes: 1000,
    format: 'jpeg',
    status: 'new',
    split: 'train',
    group: _id,
    sequence: 0,
    revision: 0,
    counts: noCounts(),
    prelabelledBy: null,
    uncertainty: 0,
    reservedBy: null,
    reservedUntil: 0,
    createdAt: 0,
    order: 0,
    perceptualHash: '0000000000000000',
    thumbnail: _id,
    lottery: 0,
    ...overrides,
  }
}

/** Puts such an image into the database. */
export async function aStoredAsset(store: Store, projectId: ProjectId, overrides: Partial<AssetRow> = {}): Promise<AssetId> {
  const row = anAssetRow(projectId, overrides)
  await store.assets.insertOne(row)
  return row._id
}

/** A person in the database with a role in a project (null: with none), and an API token of theirs. */
export async function aStoredPerson(
  store: Store,
  projectId: ProjectId,
  role: Role | null,
  name: string = newId<UserId>('name'),
): Promise<{ id: UserId; name: string; token: string }> {
  const roles = role === null ? {} : { [projectId]: role }
  const { id } = await createUser(store, { name, passwordHash: null, admin: false, roles })
  const { secret } = await createSecret(store, { userId: id, kind: 'api', name: 'made up' })
  return { id, name, token: secret }
}
