import type { User } from '#shared/domain/people.ts'
import { routes } from '#shared/routes.ts'
import { call } from './api.ts'
import { ApiError } from './api-error.ts'
import { session } from './session.ts'
import { socket } from './socket.ts'

const TOKEN_PARAMETER = 'token'
const ASK_AGAIN_MS = 1_500

/** Finds out who sits here: by the one-time token in the address bar, else by the session's cookie. */
export async function startSession(): Promise<void> {
  const token = takeToken()
  const user =
    (token && (await whenReachable(() => signInBy({ token })))) || (await whenReachable(() => call(routes.people.whoAmI, {})))
  if (user) begin(user)
  else session.getState().expire()
}

/** Signs in by name and password; throws the ApiError that says why not. */
export async function signIn(name: string, password: string): Promise<void> {
  begin(await signInBy({ name, password }))
}

/** Ends the session here and on the server. */
export async function signOut(): Promise<void> {
  await call(routes.people.signOut, {})
  socket.disconnect()
  session.getState().expire()
}

const signInBy = (body: { token: string } | { name: string; password: string }): Promise<User> =>
  call(routes.people.signIn, { body })

function begin(user: User): void {
  session.getState().begin(user)
  // The cookie is new: a connection of the old one would go on with the old rights.
  socket.disconnect().connect()
}

/** The token of the printed address, taken out of the address bar: it works once and belongs in no history. */
function takeToken(): string | null {
  const address = new URL(location.href)
  const token = address.searchParams.get(TOKEN_PARAMETER)
  if (token === null) return null
  address.searchParams.delete(TOKEN_PARAMETER)
  history.replaceState(history.state, '', address)
  return token
}

// A server that cannot answer is asked until it does; a used token or no session end in the sign-in form, which says what it needs.
async function whenReachable<T>(ask: () => Promise<T>): Promise<T | null> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.code !== 'unavailable' && error.code !== 'internal') return null
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
  }
}
