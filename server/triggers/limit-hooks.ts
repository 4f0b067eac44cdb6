import { rateLimit } from 'express-rate-limit'
import { AppError } from '../errors.ts'

const WINDOW_MS = 60_000
const MOST_CALLS = 12

/** Calls of secret addresses a minute, per caller: enough for every program, too few to guess a secret. For POST /api/hooks/:secret. */
export const limitHooks = () =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit: MOST_CALLS,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) =>
      next(new AppError('too_many_requests', `Expected at most ${MOST_CALLS} calls a minute: wait`)),
  })
