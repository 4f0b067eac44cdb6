import type { Route, RouteInput, RouteResponse } from '#shared/contract.ts'
import { routes } from '#shared/routes.ts'
import { ApiError, errorOf } from './api-error.ts'
import { t } from './i18n.ts'
import { session } from './session.ts'

/** Calls a declared route: input and answer have its types. Throws an ApiError; a 401 asks for a sign-in over the page. */
export async function call<R extends Route>(route: R, input: RouteInput<R>, signal?: AbortSignal): Promise<RouteResponse<R>> {
  const { params, query, body } = input as Parts
  const response = await fetch(pathOf(route, params) + searchOf(query), {
    method: route.method.toUpperCase(),
    credentials: 'same-origin',
    ...(signal && { signal }),
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new ApiError('unavailable', t('The server cannot be reached'))
  })
  if (response.ok) return understood(route, await response.json())
  const error = await errorOf(response)
  if (error.code === 'unauthenticated' && route !== (routes.people.signIn as Route)) session.getState().expire()
  throw error
}

function understood<R extends Route>(route: R, answer: unknown): RouteResponse<R> {
  const read = route.response.safeParse(answer)
  if (read.success) return read.data as RouteResponse<R>
  const sentence = t('This page and the server are of different versions: reload the page.')
  throw new ApiError('internal', sentence, { cause: read.error })
}

interface Parts {
  readonly params?: Record<string, string | number>
  readonly query?: Record<string, string | number | boolean | undefined>
  readonly body?: unknown
}

function pathOf(route: Route, params: Parts['params'] = {}): string {
  return route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])))
}

/** What is asked, as an address ends with it; empty where nothing is. */
export function searchOf(query: Parts['query'] = {}): string {
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
