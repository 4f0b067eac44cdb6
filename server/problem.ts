import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { AppError, httpStatus, toFailure } from './errors.ts'
import type { Log } from './log.ts'

/** Every error as `application/problem+json` (RFC 9457) with a stable code; bugs are logged, not shown. */
export const problemHandler =
  (log: Log): ErrorRequestHandler =>
  (error, request, response, next) => {
    if (hasLeft(error, response)) return
    if (response.headersSent) return next(error)
    const { failure, bug } = toFailure(asAppError(error))
    if (bug) log.error({ err: bug, path: request.path }, 'A request failed on a bug')
    const status = httpStatus[failure.code]
    response.status(status).type('application/problem+json')
    response.json({
      type: `about:blank#${failure.code}`,
      title: failure.code,
      status,
      code: failure.code,
      detail: failure.message,
    })
  }

/** For paths under /api that no route has. */
export const noSuchRoute: RequestHandler = (request) => {
  throw new AppError('not_found', `There is no ${request.method} ${request.path}; /api/docs lists what there is`)
}

// Who asked closed the connection before all of the answer was out: nobody is there to be told, and nothing is wrong.
const hasLeft = (error: { code?: unknown }, response: Response): boolean =>
  error.code === 'ERR_STREAM_PREMATURE_CLOSE' && response.destroyed

// Express's own refusals (a body that is no JSON, one that is too large) carry a status.
function asAppError(error: unknown): unknown {
  const { status, message } = error as { status?: unknown; message?: unknown }
  if (error instanceof AppError || typeof status !== 'number' || typeof message !== 'string') return error
  if (status === httpStatus.too_large) return new AppError('too_large', message)
  return status >= 400 && status < 500 ? new AppError('invalid', message) : error
}
