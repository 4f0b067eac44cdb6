import { newId, type ProjectId, type UserId } from '#shared/domain/ids.ts'
import type { Role, User } from '#shared/domain/people.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { fromStored, type UserRow } from '../store/collections.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import type { Store } from '../store/store.ts'

// Deep enough for white initials, and none of a label's colours: a shape in somebody's hand must not look like one of another label.
const COLORS = ['#d9480f', '#862e9c', '#0b7285', '#c2255c', '#2b8a3e', '#5f3dc4', '#a0522d', '#364fc7']

export interface NewUser {
  readonly name: string
  readonly passwordHash: string | null
  readonly admin: boolean
  readonly roles: Partial<Record<ProjectId, Role>>
}

/** A person as everybody may see them. */
export const toUser = ({ passwordHash: _passwordHash, ...row }: UserRow): User => fromStored(row)

/** A person by id; not_found where there is none. */
export async function loadUser(store: Pick<Store, 'users'>, id: UserId): Promise<User> {
  const row = await store.users.findOne({ _id: id })
  if (!row) throw notFound(`User ${id}`)
  return toUser(row)
}

/** Adds a person; names are unique. */
export async function createUser(store: Pick<Store, 'users'>, user: NewUser): Promise<User> {
  const row: UserRow = {
    _id: newId<UserId>('usr'),
    ...user,
    roles: user.roles as Record<ProjectId, Role>,
    color: COLORS[(await store.users.estimatedDocumentCount()) % COLORS.length] as string,
    createdAt: Date.now(),
  }
  try {
    await store.users.insertOne(row)
  } catch (error) {
    if (isDuplicateKey(error)) throw conflict(`There is somebody named "${user.name}" already`)
    throw error
  }
  return toUser(row)
}

/** Sets, or with null takes away, a person's role in a project. */
export async function setRole(
  store: Pick<Store, 'users'>,
  userId: UserId,
  projectId: ProjectId,
  role: Role | null,
): Promise<User> {
  const field = `roles.${projectId}`
  const row = await store.users.findOneAndUpdate(
    { _id: userId },
    role === null ? { $unset: { [field]: '' } } : { $set: { [field]: role } },
    { returnDocument: 'after' },
  )
  if (!row) throw notFound(`User ${userId}`)
  return toUser(row)
}

/** Takes a person and their secrets out; the last admin stays. */
export async function removeUser(store: Pick<Store, 'users' | 'secrets'>, id: UserId): Promise<void> {
  const user = await loadUser(store, id)
  if (user.admin && (await store.users.countDocuments({ admin: true })) === 1)
    throw invalid(`${user.name} is the only admin: make somebody else admin first`)
  await store.secrets.deleteMany({ userId: id })
  // Powerless first: open connections hear of a change, and of the row being gone.
  await store.users.updateOne({ _id: id }, { $set: { admin: false, roles: {} } })
  await store.users.deleteOne({ _id: id })
}
