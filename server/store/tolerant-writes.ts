import {
  type AnyBulkWriteOperation,
  type Collection,
  type Document,
  MongoBulkWriteError,
  type OptionalUnlessRequiredId,
} from 'mongodb'
import { AppError } from '../errors.ts'
import { DUPLICATE_KEY } from './duplicate-key.ts'
import { isUnreachable } from './unreachable.ts'

/** Inserts rows in one round trip and says of each whether it landed: 'taken' where a unique index holds one of its values already. */
export async function insertEach<R extends Document>(
  collection: Collection<R>,
  rows: readonly OptionalUnlessRequiredId<R>[],
): Promise<('inserted' | 'taken')[]> {
  if (rows.length === 0) return []
  const duplicates = await duplicatesOf(() => collection.insertMany(rows, { ordered: false }))
  return rows.map((_, index) => (duplicates.has(index) ? 'taken' : 'inserted'))
}

/**
 * Replaces or inserts rows in one round trip, passing over those whose guarded filter does not match because the stored row is
 * newer.
 */
export async function writeGuarded<R extends Document>(
  collection: Collection<R>,
  writes: readonly AnyBulkWriteOperation<R>[],
): Promise<void> {
  if (writes.length === 0) return
  await duplicatesOf(() => collection.bulkWrite(writes, { ordered: false }))
}

async function duplicatesOf(write: () => Promise<unknown>): Promise<ReadonlySet<number>> {
  try {
    await write()
    return new Set()
  } catch (error) {
    if (isUnreachable(error)) throw new AppError('unavailable', 'The database does not answer: nothing is lost, send it again')
    if (!(error instanceof MongoBulkWriteError)) throw error
    const failures = [error.writeErrors].flat()
    if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE_KEY)) throw error
    return new Set(failures.map(({ index }) => index))
  }
}
