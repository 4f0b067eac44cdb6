import { createHash } from 'node:crypto'
import type { BlobStore } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import type { BackupManifest } from './backup-manifest.ts'
import { type RestoreDeps, type Restored, restoreAll } from './restore.ts'

/**
 * Restores a backup to see whether it can be: its rows into a database of their own, compared and dropped again, its contents by their hashes alone.
 * Throws what a restore would.
 */
export async function checkBackup(
  deps: Pick<RestoreDeps, 'repository' | 'say'> & { readonly store: Pick<Store, 'scratch'> },
  manifest: BackupManifest,
): Promise<Restored> {
  const scratch = await deps.store.scratch()
  try {
    return await restoreAll({ ...deps, store: scratch, blobs: hashedOnly }, manifest)
  } finally {
    await scratch.whole.drop()
    await scratch.close()
  }
}

/** Takes contents in and keeps none of them. */
const hashedOnly: Pick<BlobStore, 'keep' | 'put'> = {
  keep: async () => false,
  async put(content) {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of 'stream' in content ? content.stream : []) {
      hash.update(chunk)
      bytes += chunk.length
    }
    return { hash: hash.digest('hex'), bytes }
  },
}
