import { rateLimit } from 'express-rate-limit'
import { AppError } from '../errors.ts'

const WINDOW_MS = 15 * 60_000
const MOST_FAILURES = 30

/** Slows down who guesses passwords or links: failed sign-ins per address. For POST /api/session. */
export const limitSignIn = () =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit: MOST_FAILURES,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) =>
      next(new AppError('too_many_requests', 'Too many failed sign-ins: wait a quarter of an hour')),
  })
