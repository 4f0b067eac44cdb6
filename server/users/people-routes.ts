import type { Request } from 'express'
import type { ProjectId, UserId } from '#shared/domain/ids.ts'
import type { ApiToken, Role, User } from '#shared/domain/people.ts'
import { routes } from '#shared/routes.ts'
import { notFound } from '../errors.ts'
import { hashOf } from '../secret.ts'
import { fromStored, type SecretRow } from '../store/collections.ts'
import { LISTED, loadProject, recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Handler, Mount } from '../wire/mount.ts'
import type { Authentication } from './authenticate.ts'
import { hashPassword } from './passwords.ts'
import { createOneTimeToken, createSecret } from './secrets.ts'
import { SESSION_SECONDS, sessionCookie, sessionSecretIn } from './session-cookie.ts'
import { signIn } from './sign-in.ts'
import { createUser, removeUser, setRole, toUser } from './user-records.ts'

const { people } = routes
export type PeopleHandlers = { [K in keyof typeof people]: Handler<(typeof people)[K]> }
export interface PeopleDeps {
  readonly store: Pick<Store, 'users' | 'secrets' | 'projects' | 'decisions'>
  readonly authentication: Pick<Authentication, 'forget'>
}

/** Mounts signing in, people, roles and API tokens. */
export function mountPeople(mount: Mount, deps: PeopleDeps): void {
  const handlers = peopleHandlers(deps)
  const mountOne = <K extends keyof typeof people>(name: K) => mount(people[name], handlers[name])
  for (const name of Object.keys(people) as (keyof typeof people)[]) mountOne(name)
}

/** Every handler of shared/routes/people.ts. */
export function peopleHandlers({ store, authentication }: PeopleDeps): PeopleHandlers {
  return {
    async signIn({ body, http }) {
      const { user, secret } = await signIn(store, body)
      http.setCookie(sessionCookie(http.request.headers.host), secret, SESSION_SECONDS)
      return user
    },
    whoAmI: async ({ user }) => user,
    async signOut({ http }) {
      await store.secrets.deleteOne({ hash: sessionHash(http.request), kind: 'session' })
      authentication.forget()
      http.setCookie(sessionCookie(http.request.headers.host), '', 0)
      return null
    },
    async changePassword({ user, body, http }) {
      await store.users.updateOne({ _id: user.id }, { $set: { passwordHash: await hashPassword(body.password) } })
      // Whoever else knows the old one is signed out.
      await store.secrets.deleteMany({ userId: user.id, kind: 'session', hash: { $ne: sessionHash(http.request) } })
      authentication.forget()
      return null
    },
    list: async () => (await store.users.find().sort({ createdAt: 1 }).toArray()).map(toUser),
    async add({ body, http }) {
      const roles = await rolesOf(store, body.roles, body.role)
      const passwordHash = body.password === undefined ? null : await hashPassword(body.password)
      const user = await createUser(store, { name: body.name, admin: body.admin, passwordHash, roles })
      return { user, signInUrl: passwordHash === null ? await signInUrl(store, http.request, user.id) : null }
    },
    async remove({ params }) {
      await removeUser(store, params.userId)
      authentication.forget()
      return null
    },
    async setRole({ params, body, user }) {
      const project = await loadProject(store, params.projectId)
      const changed = await setRole(store, params.userId, project.id, body.role)
      authentication.forget()
      const sentence =
        body.role === null ? `${user.name} took ${changed.name} out` : `${user.name} made ${changed.name} ${body.role}`
      await recordDecision(store, { projectId: project.id, userId: user.id, type: 'role', sentence })
      return changed
    },
    tokens: async ({ user }) =>
      (await store.secrets.find({ userId: user.id, kind: 'api' }).sort({ createdAt: 1 }).toArray()).map(toToken),
    async createToken({ user, body }) {
      const { secret, row } = await createSecret(store, { userId: user.id, kind: 'api', name: body.name })
      return { token: toToken(row), secret }
    },
    async revokeToken({ user, params }) {
      const { deletedCount } = await store.secrets.deleteOne({ _id: params.tokenId, userId: user.id, kind: 'api' })
      if (deletedCount === 0) throw notFound(`Token ${params.tokenId}`)
      authentication.forget()
      return null
    },
  }
}

const sessionHash = ({ headers }: Request): string => hashOf(sessionSecretIn(headers) ?? '')

const toToken = ({ kind: _kind, hash: _hash, expiresAt: _expiresAt, ...row }: SecretRow): ApiToken => fromStored(row)

async function signInUrl(store: PeopleDeps['store'], request: Request, userId: UserId): Promise<string> {
  const token = await createOneTimeToken(store, userId)
  return `${request.protocol}://${request.get('host')}/?token=${token}`
}

async function rolesOf(
  store: PeopleDeps['store'],
  roles: Partial<Record<ProjectId, Role>>,
  everywhere: Role | undefined,
): Promise<User['roles']> {
  const named = Object.keys(roles) as ProjectId[]
  for (const id of named) await loadProject(store, id)
  if (everywhere === undefined) return roles as User['roles']
  const all = await store.projects.find(LISTED, { projection: { _id: 1 } }).toArray()
  return { ...Object.fromEntries(all.map(({ _id }) => [_id, everywhere])), ...roles } as User['roles']
}
