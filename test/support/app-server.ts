import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import type { Route, RouteInput, RouteResponse } from '#shared/contract.ts'

/** A whole server without a worker, on a free port and a database that it may share with others; `environment` as INTERFACES.md names it. */
export async function startApp(uri: string, dataFolder: string, environment: NodeJS.ProcessEnv = {}) {
  const config = readConfig({ LABELLOOP_DATA: dataFolder, LABELLOOP_PORT: '0', ...environment })
  const app = await createApp({ config, uri, log: createLog('test', 'silent') })
  const address = await app.listen()
  return {
    address,
    /** Calls a route as the person with this token (null: as nobody); rejects with status and sentence where it refuses. */
    async call<R extends Route>(token: string | null, route: R, input: RouteInput<R>): Promise<RouteResponse<R>> {
      const {
        params = {},
        query = {},
        body,
      } = input as { params?: Record<string, string>; query?: Record<string, string>; body?: unknown }
      const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
      const response = await fetch(`${address}${path}?${new URLSearchParams(query)}`, {
        method: route.method.toUpperCase(),
        headers: {
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const answer: unknown = await response.json()
      if (!response.ok) throw new Error(`${response.status} ${(answer as { detail?: string }).detail ?? ''}`)
      return route.response.parse(answer) as RouteResponse<R>
    },
    close: () => app.close(),
  }
}
export type AppUnderTest = Awaited<ReturnType<typeof startApp>>
