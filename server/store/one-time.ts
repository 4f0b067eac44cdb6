import { setTimeout as pause } from 'node:timers/promises'
import { type ClientSession, type MongoClient, MongoServerError } from 'mongodb'

/** Options of a read that sees the database as it was at one moment, the same for all reads that carry it. */
export interface OneTime {
  readonly session: ClientSession
}

/** The server's codes: collections were made or indexed meanwhile; the moment is older than the history that is kept (five minutes by default). */
const GONE = [246, 239]
const MOST_ATTEMPTS = 4
const PAUSE_MS = 250

/**
 * Reads at one cluster time (MongoDB's read concern "snapshot"): what others write meanwhile is not seen, and nobody waits for anybody. The work
 * may be begun again at a later moment, where the history of the first is gone.
 */
export const readingAtOneTime =
  (client: Pick<MongoClient, 'startSession'>) =>
  async <T>(work: (at: OneTime) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const session = client.startSession({ snapshot: true })
      try {
        return await work({ session })
      } catch (error) {
        if (!isGone(error) || attempt === MOST_ATTEMPTS) throw error
        await pause(PAUSE_MS)
      } finally {
        await session.endSession()
      }
    }
  }

const isGone = (error: unknown): boolean => error instanceof MongoServerError && GONE.includes(Number(error.code))
