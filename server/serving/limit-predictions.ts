import { rateLimit } from 'express-rate-limit'
import { AppError } from '../errors.ts'
import type { Authenticate } from '../wire/mount.ts'

const WINDOW_MS = 60_000

/** Keeps one person's programs from taking the model from everybody else: requests for predictions a minute, per person. */
export const limitPredictions = ({ authenticate, perMinute }: { authenticate: Authenticate; perMinute: number }) =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: async (request) => (await authenticate(request))?.id ?? 'nobody',
    handler: (_request, _response, next) =>
      next(
        new AppError(
          'too_many_requests',
          `Expected at most ${perMinute} requests for predictions a minute: wait, or send several images in one request`,
        ),
      ),
  })
