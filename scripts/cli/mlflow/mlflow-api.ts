import { CommandFailure } from '../failure.ts'

const REQUEST_LIMIT_MS = 300_000
const PROXIED = 'mlflow-artifacts:'

/** A server that speaks MLflow's REST interface: this one, or one that somebody has. */
export interface MlflowApi {
  readonly url: string
  /** Null where the server asks for none. */
  readonly token: string | null
}

/** What a server refused, by MLflow's code. */
export class MlflowFailure extends CommandFailure {
  override name = 'MlflowFailure'
}

/** A call below /api/2.0/mlflow; what it answers is what MLflow's documentation says. */
export async function callMlflow<Answer>(
  api: MlflowApi,
  method: 'GET' | 'POST',
  path: string,
  given: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const query = method === 'GET' ? `?${new URLSearchParams(given as Record<string, string>)}` : ''
  const response = await send(api, `/api/2.0/mlflow/${path}${query}`, {
    method,
    ...(method === 'POST' && { body: JSON.stringify(given), headers: { 'content-type': 'application/json' } }),
  })
  return (await response.json()) as Answer
}

/** Null where the server says that there is none. */
export async function orNone<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof MlflowFailure && error.code === 'RESOURCE_DOES_NOT_EXIST') return null
    throw error
  }
}

/** Where a run's files are reached over the server; null where it keeps them somewhere that only its clients reach. */
export function proxiedPath(artifactUri: string): string | null {
  if (!artifactUri.startsWith(PROXIED)) return null
  const path = artifactUri.slice(PROXIED.length).replace(/^\/+/, '')
  return `/api/2.0/mlflow-artifacts/artifacts/${path}`
}

export const download = (api: MlflowApi, path: string): Promise<Response> => send(api, written(path), { method: 'GET' })

export async function upload(api: MlflowApi, path: string, bytes: ArrayBuffer): Promise<void> {
  await send(api, written(path), { method: 'PUT', body: bytes, headers: { 'content-type': 'application/octet-stream' } })
}

const written = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

async function send({ url, token }: MlflowApi, path: string, init: RequestInit): Promise<Response> {
  const headers = { ...init.headers, ...(token !== null && { authorization: `Bearer ${token}` }) }
  const signal = AbortSignal.timeout(REQUEST_LIMIT_MS)
  const response = await fetch(url + path, { ...init, headers, signal }).catch((error: Error) => {
    throw new CommandFailure(`expected an MLflow server at ${url}, but none answers (${error.message})`, 'unreachable')
  })
  if (response.ok) return response
  const said = (await response.json().catch(() => ({}))) as { error_code?: string; message?: string }
  throw new MlflowFailure(
    `${url} refused: ${said.message ?? `${response.status} ${response.statusText}`}`,
    said.error_code ?? 'failed',
  )
}
