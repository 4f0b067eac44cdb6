import type { RequestHandler } from 'express'
import { forbidden } from '../errors.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a page of this very server sent it, by the Origin header every browser adds. */
export const isSameOrigin = (origin: string, host: string | undefined): boolean =>
  URL.canParse(origin) && new URL(origin).host === host

/** Refuses changes that another site's page asks for with this browser's cookie. Programs send a bearer token and no origin. */
export const sameOriginOnly: RequestHandler = ({ method, headers }, _response, next) => {
  const isTrusted = SAFE_METHODS.has(method) || headers.authorization !== undefined || headers.origin === undefined
  if (isTrusted || isSameOrigin(headers.origin ?? '', headers.host)) return next()
  next(forbidden('Expected a request from a page of this server'))
}
