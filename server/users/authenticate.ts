import type { IncomingHttpHeaders } from 'node:http'
import type { Request } from 'express'
import type { User } from '#shared/domain/people.ts'
import { hashOf } from '../secret.ts'
import type { Store } from '../store/store.ts'
import { findSecret } from './secrets.ts'
import { sessionSecretIn } from './session-cookie.ts'
import { toUser } from './user-records.ts'

/** How long an answer is believed; a change on this server is heard at once. */
const BELIEVED_FOR_MS = 3000
const MOST_BELIEVED = 10_000
/** When an API token was last used is kept this coarsely. */
const USE_NOTED_EVERY_MS = 60_000
const BEARER = /^Bearer\s+(\S+)$/i

/** A person, and the session or token that says so. */
export interface Known {
  readonly user: User
  readonly secretId: string
}

/** Who somebody is, by the session cookie or an API token. */
export function createAuthentication({ store, now = Date.now }: { store: Pick<Store, 'secrets' | 'users'>; now?: () => number }) {
  const believed = new Map<string, { known: Known | null; until: number }>()

  async function lookUp(secret: string): Promise<Known | null> {
    const row = await findSecret(store, secret)
    if (!row) return null
    if (row.kind === 'api' && now() - (row.lastUsedAt ?? 0) > USE_NOTED_EVERY_MS)
      await store.secrets.updateOne({ _id: row._id }, { $set: { lastUsedAt: now() } })
    const user = await store.users.findOne({ _id: row.userId })
    return user && { user: toUser(user), secretId: row._id }
  }

  async function bySecret(secret: string): Promise<Known | null> {
    const key = hashOf(secret)
    const entry = believed.get(key)
    if (entry && entry.until > now()) return entry.known
    const known = await lookUp(secret)
    if (believed.size >= MOST_BELIEVED) believed.clear()
    believed.set(key, { known, until: now() + BELIEVED_FOR_MS })
    return known
  }

  async function identify(headers: IncomingHttpHeaders, token: string | undefined): Promise<Known | null> {
    const secret = token ?? sessionSecretIn(headers)
    return secret === undefined ? null : bySecret(secret)
  }

  return {
    /** For HTTP: an API token as bearer, or the cookie. */
    async ofRequest({ headers }: Pick<Request, 'headers'>): Promise<User | null> {
      const known = await identify(headers, BEARER.exec(headers.authorization ?? '')?.[1])
      return known?.user ?? null
    },
    /** For sockets: `auth.token`, or the cookie. */
    ofSocket: ({ headers, token }: { headers: IncomingHttpHeaders; token: string | undefined }): Promise<Known | null> =>
      identify(headers, token),
    /** Believes nothing any more: somebody's roles, sessions or tokens changed. */
    forget: (): void => believed.clear(),
  }
}
export type Authentication = ReturnType<typeof createAuthentication>
