import type { ErrorRequestHandler } from 'express'
import type { ErrorCode } from '#shared/result.ts'
import { httpStatus, toFailure } from '../../errors.ts'
import type { Log } from '../../log.ts'

/** Codes of MLflow's protocol (`mlflow/protos/databricks.proto`) with their statuses. */
const CODES = {
  invalid: ['INVALID_PARAMETER_VALUE', 400],
  unauthenticated: ['UNAUTHENTICATED', 401],
  forbidden: ['PERMISSION_DENIED', 403],
  not_found: ['RESOURCE_DOES_NOT_EXIST', 404],
  conflict: ['RESOURCE_ALREADY_EXISTS', 400],
  stale: ['RESOURCE_CONFLICT', 409],
  too_large: ['INVALID_PARAMETER_VALUE', 413],
  too_many_requests: ['REQUEST_LIMIT_EXCEEDED', 429],
  unavailable: ['TEMPORARILY_UNAVAILABLE', 503],
  internal: ['INTERNAL_ERROR', 500],
} as const satisfies Record<ErrorCode, readonly [string, number]>

/** Every error as MLflow's clients read it; bugs are logged, not shown. */
export const mlflowFailures =
  (log: Log): ErrorRequestHandler =>
  (error, request, response, next) => {
    if (response.headersSent) return next(error)
    const refused = refusalOfExpress(error)
    const { failure, bug } = refused ? { failure: refused, bug: null } : toFailure(error)
    if (bug) log.error({ err: bug, path: request.path }, 'A request of an MLflow client failed on a bug')
    const [code, status] = CODES[failure.code]
    response.status(status).json({ error_code: code, message: failure.message })
  }

// A body that is no JSON, or too large.
function refusalOfExpress(error: unknown): { code: ErrorCode; message: string } | null {
  const { status, type, message } = error as { status?: unknown; type?: unknown; message?: unknown }
  if (typeof status !== 'number' || typeof type !== 'string' || typeof message !== 'string') return null
  return { code: status === httpStatus.too_large ? 'too_large' : 'invalid', message }
}
