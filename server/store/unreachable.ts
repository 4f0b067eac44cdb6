import { MongoNetworkError, MongoServerSelectionError } from 'mongodb'

/** Whether the database could not be reached, so that nobody knows what became of a write. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof MongoNetworkError || error instanceof MongoServerSelectionError
