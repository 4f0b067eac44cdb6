import { z } from 'zod'
import { route } from '../contract.ts'
import { ProjectId, UserId } from '../domain/ids.ts'
import { ApiToken, Password, Role, User, UserName } from '../domain/people.ts'

const byUser = z.object({ userId: UserId })

/** Signing in, people, what they may do, tokens for programs. */
export const people = {
  signIn: route({
    method: 'post',
    path: '/api/session',
    summary: 'Sign in with the one-time token of the printed URL, or with name and password; sets the session cookie.',
    access: 'anyone',
    body: z.union([z.object({ token: z.string() }), z.object({ name: z.string(), password: z.string() })]),
    response: User,
  }),
  whoAmI: route({ method: 'get', path: '/api/session', summary: 'The signed-in person.', access: 'user', response: User }),
  signOut: route({ method: 'delete', path: '/api/session', summary: 'End this session.', access: 'user', response: z.null() }),
  changePassword: route({
    method: 'put',
    path: '/api/session/password',
    summary: "Set the signed-in person's password.",
    access: 'user',
    body: z.object({ password: Password }),
    response: z.null(),
  }),
  list: route({
    method: 'get',
    path: '/api/users',
    summary: 'Everybody of this installation.',
    access: 'user',
    response: z.array(User),
  }),
  add: route({
    method: 'post',
    path: '/api/users',
    summary: 'Add a person; without a password they get a one-time sign-in link.',
    access: 'installation:manage',
    body: z.object({
      name: UserName,
      password: Password.optional(),
      admin: z.boolean().default(false),
      roles: z.record(ProjectId, Role).default({}),
      /** Sets this role in every project there is. */
      role: Role.optional(),
    }),
    response: z.object({ user: User, signInUrl: z.string().nullable() }),
  }),
  remove: route({
    method: 'delete',
    path: '/api/users/:userId',
    summary: 'Take a person out; their work stays.',
    access: 'installation:manage',
    params: byUser,
    response: z.null(),
  }),
  setRole: route({
    method: 'put',
    path: '/api/projects/:projectId/people/:userId',
    summary: "Set or (null) take away a person's role in a project; takes effect on open sockets at once.",
    access: 'people:manage',
    params: z.object({ projectId: ProjectId, userId: UserId }),
    body: z.object({ role: Role.nullable() }),
    response: User,
  }),
  tokens: route({ method: 'get', path: '/api/tokens', summary: 'Your API tokens.', access: 'user', response: z.array(ApiToken) }),
  createToken: route({
    method: 'post',
    path: '/api/tokens',
    summary: 'Make an API token; the secret is shown this once.',
    access: 'user',
    body: z.object({ name: z.string().trim().min(1).max(100).default('token') }),
    response: z.object({ token: ApiToken, secret: z.string() }),
  }),
  revokeToken: route({
    method: 'delete',
    path: '/api/tokens/:tokenId',
    summary: 'Revoke one of your API tokens.',
    access: 'user',
    params: z.object({ tokenId: z.string() }),
    response: z.null(),
  }),
} as const
