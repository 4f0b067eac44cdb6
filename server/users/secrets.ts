import { newId, type UserId } from '#shared/domain/ids.ts'
import { hashOf, newSecret } from '../secret.ts'
import type { SecretRow } from '../store/collections.ts'
import type { Store } from '../store/store.ts'

const MS_PER_DAY = 86_400_000
/** Days each kind of secret is good for; null for ever. */
const DAYS = { session: 30, once: 1, api: null } as const satisfies Record<SecretRow['kind'], number | null>

/** Makes a session, API token or one-time sign-in; the secret itself exists only in the answer. */
export async function createSecret(
  store: Pick<Store, 'secrets'>,
  { userId, kind, name }: { userId: UserId; kind: SecretRow['kind']; name: string },
): Promise<{ secret: string; row: SecretRow }> {
  const secret = newSecret()
  const days = DAYS[kind]
  const row: SecretRow = {
    _id: newId('sec'),
    userId,
    kind,
    name,
    hash: hashOf(secret),
    createdAt: Date.now(),
    lastUsedAt: null,
    expiresAt: days === null ? null : new Date(Date.now() + days * MS_PER_DAY),
  }
  await store.secrets.insertOne(row)
  return { secret, row }
}

/** A link's token that signs a person in once, within a day. */
export async function createOneTimeToken(store: Pick<Store, 'secrets'>, userId: UserId): Promise<string> {
  const { secret } = await createSecret(store, { userId, kind: 'once', name: 'sign-in link' })
  return secret
}

/** Whom a one-time token signs in, or null; nobody after this. */
export async function redeemOneTimeToken(store: Pick<Store, 'secrets'>, token: string): Promise<UserId | null> {
  const row = await store.secrets.findOneAndDelete({ hash: hashOf(token), kind: 'once' })
  return row && isGood(row) ? row.userId : null
}

/** The session or API token with this secret, unless it is over. */
export async function findSecret(store: Pick<Store, 'secrets'>, secret: string): Promise<SecretRow | null> {
  const row = await store.secrets.findOne({ hash: hashOf(secret), kind: { $in: ['session', 'api'] } })
  return row && isGood(row) ? row : null
}

// The index removes what is over only now and then.
const isGood = ({ expiresAt }: SecretRow): boolean => expiresAt === null || expiresAt.getTime() > Date.now()
