import { ZodError, z } from 'zod'
import type { ErrorCode, Failure } from '#shared/result.ts'
import { isUnreachable } from './store/unreachable.ts'

/** An expected failure: safe to show to whoever asked. Anything else is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.name = 'AppError'
    this.code = code
  }
}

export const notFound = (what: string): AppError => new AppError('not_found', `${what} does not exist`)
export const conflict = (message: string): AppError => new AppError('conflict', message)
export const invalid = (message: string): AppError => new AppError('invalid', message)
export const forbidden = (message: string): AppError => new AppError('forbidden', message)
export const unauthenticated = (): AppError => new AppError('unauthenticated', 'Sign in first')

/** The HTTP status of each code. */
export const httpStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 409,
  too_large: 413,
  too_many_requests: 429,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>

/** What a caller may see of an error; the second value is set for bugs, to be logged. */
export function toFailure(error: unknown): { failure: Failure; bug: unknown } {
  if (error instanceof AppError) return { failure: { code: error.code, message: error.message }, bug: null }
  if (error instanceof ZodError) return { failure: { code: 'invalid', message: z.prettifyError(error) }, bug: null }
  if (isUnreachable(error))
    return { failure: { code: 'unavailable', message: 'The database does not answer: try again' }, bug: error }
  return { failure: { code: 'internal', message: 'Something went wrong on the server; its log says what' }, bug: error }
}

/** The message of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
