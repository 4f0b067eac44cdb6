import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'

const FRESH_FOR_MS = 10_000
const MOST_RETRIES = 3

/** The cache of everything read from the server; notices keep it fresh (see live.ts), so it asks rarely by itself. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_FOR_MS,
        // Only an unreachable server may answer differently a moment later.
        retry: (failures, error) => failures < MOST_RETRIES && error instanceof ApiError && error.code === 'unavailable',
      },
    },
  })
