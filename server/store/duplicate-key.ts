import { MongoServerError } from 'mongodb'

/** The server's code where a unique index holds the value already. */
export const DUPLICATE_KEY = 11000

/** Whether a write was refused because a unique index holds the value already; `index` narrows it to one. */
export function isDuplicateKey(error: unknown, index?: string): boolean {
  return (
    error instanceof MongoServerError && error.code === DUPLICATE_KEY && (index === undefined || error.message.includes(index))
  )
}
