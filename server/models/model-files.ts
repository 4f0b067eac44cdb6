import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Model } from '#shared/domain/training.ts'
import type { BlobStore } from '../store/blobs.ts'
import { localFolder } from '../store/local-folder.ts'

/** Puts every file of a trained model's folder into the blobs. */
export async function storeModelFiles(blobs: BlobStore, folder: string): Promise<Model['files']> {
  const names = (await readdir(folder)).sort()
  return Promise.all(names.map(async (name) => ({ name, ...(await blobs.put({ file: join(folder, name) })) })))
}

/** A local folder with the model's files, as a predictor reads it; made from the blobs where it is not there yet. */
export function modelFolder(deps: { blobs: BlobStore; workFolder: string }, model: Model): Promise<string> {
  return localFolder(deps.blobs, join(deps.workFolder, 'models', `${model.projectId}-v${model.version}`), model.files)
}
