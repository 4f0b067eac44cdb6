import { z } from 'zod'

/** The stable codes of expected failures, on HTTP and on the socket alike. */
export const ErrorCode = z.enum([
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'stale',
  'too_large',
  'too_many_requests',
  'unavailable',
  'internal',
])
export type ErrorCode = z.infer<typeof ErrorCode>

/** An expected failure as it travels: a code for programs, a sentence for people. */
export const Failure = z.object({ code: ErrorCode, message: z.string() })
export type Failure = z.infer<typeof Failure>

/** How every socket command is acknowledged. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: Failure }
