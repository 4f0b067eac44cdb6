import type { UserId } from '#shared/domain/ids.ts'
import { User } from '#shared/domain/people.ts'
import { randomHex } from '#shared/random-id.ts'
import { routes } from '#shared/routes.ts'
import { type Api, ApiFailure, createApi } from '../cli/api.ts'
import type { Connection } from '../cli/connection.ts'
import { CommandFailure } from '../cli/failure.ts'

const PASSWORD_BYTES = 16

/** Somebody who was added for the campaign, with an API token of their own. */
export interface Hired {
  readonly userId: UserId
  readonly name: string
  readonly connection: Connection
}

/** Adds `count` people who may draw and review in this project, named annotator-1, annotator-2 … past the names that are taken. */
export async function hirePeople(api: Api, projectId: string, count: number): Promise<Hired[]> {
  const taken = new Set((await api.call(routes.people.list, {})).map((user) => user.name))
  const hired: Hired[] = []
  for (let number = 1; hired.length < count; number++) {
    const name = `annotator-${number}`
    if (!taken.has(name)) hired.push(await hire(api, projectId, name))
  }
  return hired
}

/** Takes them out again: their work stays, but nobody's account is left open. */
export async function dismiss(api: Api, people: readonly Hired[]): Promise<void> {
  for (const { userId } of people) await api.call(routes.people.remove, { params: { userId } }).catch(unlessGone)
}

// A removal that was answered by nobody, because the server died, is asked for twice.
function unlessGone(error: unknown): void {
  if (!(error instanceof ApiFailure) || error.code !== 'not_found') throw error
}

async function hire(api: Api, projectId: string, name: string): Promise<Hired> {
  const password = randomHex(PASSWORD_BYTES)
  const { user } = await api.call(routes.people.add, { body: { name, password, roles: { [projectId]: 'reviewer' } } })
  const token = await ownToken(api.connection, name, password)
  return { userId: user.id, name, connection: { ...api.connection, token } }
}

// A token belongs to who makes it: the new person signs in as the browser does, and makes one.
async function ownToken(connection: Connection, name: string, password: string): Promise<string> {
  const { method, path } = routes.people.signIn
  const response = await fetch(connection.url + path, {
    method: method.toUpperCase(),
    headers: { 'content-type': 'application/json', origin: connection.url },
    body: JSON.stringify({ name, password }),
  })
  const cookie = response.headers
    .getSetCookie()
    .map((header) => header.split(';')[0])
    .join('; ')
  const who = User.safeParse(await response.json())
  if (!response.ok || !who.success || !cookie)
    throw new CommandFailure(`expected ${name} to sign in, got status ${response.status}`)
  const signedIn = createApi({ ...connection, token: null }, { headers: { cookie, origin: connection.url } })
  const { secret } = await signedIn.call(routes.people.createToken, { body: { name: 'simulation' } })
  return secret
}
