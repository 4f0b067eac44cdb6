import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type Router } from 'express'
import { createLog } from '#server/log.ts'
import { problemHandler } from '#server/problem.ts'
import type { Store } from '#server/store/store.ts'
import { createAuthentication } from '#server/users/authenticate.ts'
import { type Mount, mounting } from '#server/wire/mount.ts'

/** What routes need that take or give bytes: where they go, and who asks. */
export interface RawRoutes {
  readonly app: Router
  readonly authenticate: ReturnType<typeof createAuthentication>['ofRequest']
}

/** Some routes of a server on a free port; `admit` goes before bodies are read. */
export async function startHttpServer(
  store: Store,
  mountAll: (mount: Mount, raw: RawRoutes) => void,
  admit: (app: Router, authenticate: RawRoutes['authenticate']) => void = () => {},
) {
  const app = express()
  const { ofRequest: authenticate } = createAuthentication({ store })
  admit(app, authenticate)
  app.use(express.json())
  const router = express.Router()
  mountAll(mounting(router, authenticate), { app: router, authenticate })
  app.use(router)
  app.use(problemHandler(createLog('test', 'silent')))
  const http = app.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  return {
    address,
    /** A request as the person with this token: the status and the parsed answer. */
    async ask(token: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
      const answer = await fetch(address + path, {
        method,
        headers: { Authorization: `Bearer ${token}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: await answer.json() }
    },
    async close(): Promise<void> {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
export type HttpServer = Awaited<ReturnType<typeof startHttpServer>>
