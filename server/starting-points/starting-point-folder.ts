import { join } from 'node:path'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import type { BlobStore } from '../store/blobs.ts'
import { localFolder } from '../store/local-folder.ts'
import { loadStartingPoint } from '../store/starting-points.ts'
import type { Store } from '../store/store.ts'

type FolderDeps = { store: Pick<Store, 'startingPoints'>; blobs: BlobStore; workFolder: string }

/** A local folder with the body that a training asks for by its name, as a trainer reads it; null where it asks for none. */
export async function startingPointFolder(
  { store, blobs, workFolder }: FolderDeps,
  projectId: ProjectId,
  name: unknown,
): Promise<string | null> {
  if (typeof name !== 'string' || name === 'auto') return null
  const { files } = await loadStartingPoint(store, projectId, name)
  const content = files.map(({ hash }) => hash.slice(0, HASH_DIGITS)).join('-')
  return localFolder(blobs, join(workFolder, 'starting-points', content), files)
}

/** What a model says of the network that it began with; undefined where that came with the product. */
export async function originOf(
  { store }: Pick<FolderDeps, 'store'>,
  projectId: ProjectId,
  name: unknown,
): Promise<Model['startingPoint']> {
  if (typeof name !== 'string' || name === 'auto') return undefined
  const { licence, files } = await loadStartingPoint(store, projectId, name)
  return { name, licence, hashes: files.map(({ hash }) => hash) }
}

/** Of a SHA-256, so many that no two contents meet. */
const HASH_DIGITS = 32
