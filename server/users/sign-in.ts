import type { User } from '#shared/domain/people.ts'
import { AppError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { isPassword } from './passwords.ts'
import { createSecret, redeemOneTimeToken } from './secrets.ts'
import { toUser } from './user-records.ts'

export type Credentials = { token: string } | { name: string; password: string }

/** Checks who it is and begins a session. The message never says which half was wrong. */
export async function signIn(
  store: Pick<Store, 'users' | 'secrets'>,
  credentials: Credentials,
): Promise<{ user: User; secret: string }> {
  const user = 'token' in credentials ? await byToken(store, credentials.token) : await byPassword(store, credentials)
  const { secret } = await createSecret(store, { userId: user.id, kind: 'session', name: 'browser' })
  return { user, secret }
}

async function byToken(store: Pick<Store, 'users' | 'secrets'>, token: string): Promise<User> {
  const id = await redeemOneTimeToken(store, token)
  const row = id === null ? null : await store.users.findOne({ _id: id })
  if (!row)
    throw new AppError('unauthenticated', 'This link was used already or is too old: ask for a new one, or use a password')
  return toUser(row)
}

async function byPassword(store: Pick<Store, 'users'>, { name, password }: { name: string; password: string }): Promise<User> {
  const row = await store.users.findOne({ name: name.trim() })
  const isRight = await isPassword(password, row?.passwordHash ?? null)
  if (!row || !isRight) throw new AppError('unauthenticated', 'Expected a name and its password; these do not belong together')
  return toUser(row)
}
