import type { Snapshot } from '#shared/domain/training.ts'
import type { FoldView } from '#shared/domain/version.ts'
import type { BlobStore } from '../../store/blobs.ts'
import type { ManifestLine } from '../manifest-lines.ts'
import { manifestLines, readManifest } from '../snapshots.ts'
import { foldsOf, splitInFold } from './folds.ts'

/** The assets of a version, read anew each time they are asked for; in the splits in which one of its folds sees them, where one is named. */
export async function linesAsSeen(
  blobs: Pick<BlobStore, 'open'>,
  snapshot: Snapshot,
  view: FoldView | undefined,
): Promise<() => AsyncIterable<ManifestLine>> {
  if (!view) return () => manifestLines(blobs, snapshot)
  const foldOf = await foldsOf(readManifest(blobs, snapshot), view)
  return async function* () {
    for await (const { head, entry } of manifestLines(blobs, snapshot)) {
      const split = splitInFold(head, foldOf, view.fold)
      yield { head: { ...head, split }, entry: () => ({ ...entry(), split }) }
    }
  }
}
