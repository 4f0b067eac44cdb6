import { AppError } from '../errors.ts'
import type { BlobStore } from './blobs.ts'

/** Nobody writes one content for so long. */
const LONGEST_WRITE_MS = 24 * 3600 * 1000

/** What was half-written and is gone, or (dry run) would go. */
export interface Unfinished {
  readonly count: number
  /** Why nobody could look for it: who may write into a bucket need not be allowed to list its uploads. Null where somebody could. */
  readonly refused: string | null
}

/** Clears away what writers that died have left half-written: it costs room and money, and nobody can see it. */
export async function clearUnfinished(
  blobs: Pick<BlobStore, 'clearUnfinished'>,
  options: { readonly dryRun: boolean },
): Promise<Unfinished> {
  try {
    return { count: await blobs.clearUnfinished(Date.now() - LONGEST_WRITE_MS, options), refused: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { count: 0, refused: error.message }
  }
}
