import { setTimeout as sleep } from 'node:timers/promises'
import type { Route, RouteInput, RouteResponse } from '#shared/contract.ts'
import { Failure } from '#shared/result.ts'
import type { Connection } from './connection.ts'
import { CommandFailure } from './failure.ts'

const REQUEST_LIMIT_MS = 120_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 3_000

/** What the server answered instead of a result. */
export class ApiFailure extends CommandFailure {
  override name = 'ApiFailure'
  readonly status: number

  constructor(status: number, code: string, message: string) {
    super(message, code)
    this.status = status
  }
}

export interface CallOptions {
  /** How long a server that cannot be reached is waited for; by default not at all. */
  readonly patienceMs?: number
  /** Twice is the same as once: sent again, too, where it may have reached a server that died before it answered. */
  readonly repeatable?: boolean
}

/** Calls of the HTTP contract, typed by its declaration. */
export interface Api {
  readonly connection: Connection
  call<R extends Route>(route: R, input: RouteInput<R>, options?: CallOptions): Promise<RouteResponse<R>>
  /** An authorised request of something that is not JSON; throws like `call`. */
  download(path: string): Promise<Response>
  /** Sends the files of a form, or one file, and reads the JSON that comes back; throws like `call`. */
  upload(path: string, body: FormData | Blob): Promise<unknown>
}

export interface ApiSettings extends CallOptions {
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Opens no connection yet; `patienceMs` is for calls that name none of their own. */
export function createApi(connection: Connection, { patienceMs = 0, headers = {} }: ApiSettings = {}): Api {
  const always = { ...headers, ...(connection.token !== null && { authorization: `Bearer ${connection.token}` }) }
  return {
    connection,
    async call(route, input, options) {
      const { params, query, body } = input as RequestParts
      const request = {
        path: pathOf(route, params) + searchOf(query),
        init: {
          method: route.method.toUpperCase(),
          headers: { ...always, ...(route.body && { 'content-type': 'application/json' }) },
          ...(route.body && { body: JSON.stringify(body) }),
        },
        repeatable: options?.repeatable ?? route.method !== 'post',
      }
      const answer = await askPatiently(connection, request, (response) => response.json(), options?.patienceMs ?? patienceMs)
      // The response schema is the route's own, so what it parses is the route's response.
      return route.response.parse(answer) as never
    },
    upload: (path, body) =>
      askPatiently(
        connection,
        { path, init: { method: 'POST', headers: always, body }, repeatable: true },
        (response) => response.json(),
        patienceMs,
      ),
    download: (path) =>
      askPatiently(connection, { path, init: { headers: always }, repeatable: true }, async (response) => response, patienceMs),
  }
}

interface RequestParts {
  readonly params?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
}

interface ApiRequest {
  readonly path: string
  readonly init: RequestInit
  readonly repeatable: boolean
}

async function askPatiently<T>(
  connection: Connection,
  request: ApiRequest,
  read: (response: Response) => Promise<T>,
  patienceMs: number,
): Promise<T> {
  const giveUpAt = Date.now() + patienceMs
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await ask(connection, request, read)
    } catch (error) {
      if (Date.now() + pauseMs > giveUpAt || !mayRepeat(error, request)) throw error
    }
    await sleep(pauseMs)
  }
}

async function ask<T>(connection: Connection, { path, init }: ApiRequest, read: (response: Response) => Promise<T>): Promise<T> {
  const unreachable = (error: Error) => {
    throw new ServerUnreachable(connection, error)
  }
  const signal = AbortSignal.timeout(REQUEST_LIMIT_MS)
  const response = await fetch(connection.url + path, { ...init, signal }).catch(unreachable)
  if (!response.ok) throw await failureOf(response, connection)
  return read(response).catch(unreachable)
}

/** Nobody answers at the address. */
class ServerUnreachable extends CommandFailure {
  readonly refused: boolean

  constructor({ url }: Connection, error: Error) {
    const cause = error.cause as { code?: string; message?: string } | undefined
    const why = cause?.code ?? cause?.message ?? error.message
    super(
      `expected a Labelloop server at ${url}, but none answers (${why}); start it with: npm start (or set LABELLOOP_URL)`,
      'unreachable',
    )
    this.refused = cause?.code === 'ECONNREFUSED'
  }
}

// What never reached the server may be sent again; what may have reached it only where twice is the same as once.
function mayRepeat(error: unknown, { repeatable }: ApiRequest): boolean {
  if (error instanceof ServerUnreachable) return error.refused || repeatable
  return error instanceof ApiFailure && error.code === 'unavailable'
}

async function failureOf(response: Response, connection: Connection): Promise<ApiFailure> {
  const problem: unknown = await response.json().catch(() => null)
  const { code, detail, title } = (problem ?? {}) as { code?: string; detail?: string; title?: string }
  const failure = Failure.safeParse({ code, message: detail ?? title ?? response.statusText })
  const { code: known, message } = failure.data ?? { code: 'internal', message: `${response.status} ${response.statusText}` }
  if (known === 'unauthenticated') return new ApiFailure(response.status, known, notSignedIn(connection))
  return new ApiFailure(response.status, known, message)
}

function notSignedIn({ url, token, dataFolder }: Connection): string {
  const came = token === null ? 'found none' : 'the one there is was refused'
  return `expected an API token for ${url} in LABELLOOP_TOKEN or in the file "token" of the data folder ${dataFolder} (LABELLOOP_DATA), ${came}`
}

function pathOf(route: Route, params: RequestParts['params'] = {}): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
}

function searchOf(query: RequestParts['query'] = {}): string {
  const entries = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return entries.length > 0 ? `?${new URLSearchParams(entries)}` : ''
}
