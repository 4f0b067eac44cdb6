import type { Request, Router } from 'express'
import type { Route, RouteAnswer, RouteRequest } from '#shared/contract.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { may } from '#shared/policy.ts'
import { forbidden, unauthenticated } from '../errors.ts'

/** What every handler gets beside the parsed parts of its request. */
export interface Caller<R extends Route> {
  /** Null only where the route's access is 'anyone'. */
  user: R['access'] extends 'anyone' ? User | null : User
  http: { request: Request; setCookie(name: string, value: string, maxAgeSeconds: number): void }
}
export type Handler<R extends Route> = (request: RouteRequest<R> & Caller<R>) => Promise<RouteAnswer<R>>
/** Who sent a request, by cookie or bearer token; null where nobody signed in. */
export type Authenticate = (request: Request) => Promise<User | null>

/** Binds one declared route to one handler: parse in, authorise by the policy table, run, parse out. */
export function mounting(router: Router, authenticate: Authenticate) {
  return function mount<R extends Route>(route: R, handler: Handler<R>): void {
    router[route.method](route.path, async (request, response) => {
      const user = await authenticate(request)
      const params = route.params?.parse(request.params)
      authorise(route, user, params)
      const parts = {
        ...(route.params && { params }),
        ...(route.query && { query: route.query.parse(request.query) }),
        ...(route.body && { body: route.body.parse(request.body ?? {}) }),
        user,
        http: {
          request,
          setCookie(name: string, value: string, maxAgeSeconds: number) {
            response.cookie(name, value, {
              httpOnly: true,
              sameSite: 'strict',
              secure: request.secure,
              path: '/',
              maxAge: maxAgeSeconds * 1000,
            })
          },
        },
      }
      // The seam where the declared types meet Express: the parts were parsed by the very schemas the types are inferred from.
      const answer = await handler(parts as unknown as RouteRequest<R> & Caller<R>)
      response.json(route.response.parse(answer))
    })
  }
}
export type Mount = ReturnType<typeof mounting>

function authorise(route: Route, user: User | null, params: unknown): void {
  if (route.access === 'anyone') return
  if (!user) throw unauthenticated()
  if (route.access === 'user') return
  const projectId = (params as { projectId?: ProjectId } | undefined)?.projectId ?? null
  if (!may(user, route.access, projectId)) throw forbidden(`${user.name} may not do this (${route.access})`)
}
