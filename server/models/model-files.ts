import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Model } from '#shared/domain/training.ts'
import type { BlobStore } from '../store/blobs.ts'

/** Puts every file of a trained model's folder into the blobs. */
export async function storeModelFiles(blobs: BlobStore, folder: string): Promise<Model['files']> {
  const names = (await readdir(folder)).sort()
  return Promise.all(names.map(async (name) => ({ name, ...(await blobs.put({ file: join(folder, name) })) })))
}

/** A local folder with the model's files, as a predictor reads it; made from the blobs where it is not there yet. */
export async function modelFolder(deps: { blobs: BlobStore; workFolder: string }, model: Model): Promise<string> {
  const folder = join(deps.workFolder, 'models', `${model.projectId}-v${model.version}`)
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.${process.pid}`
  await mkdir(unfinished, { recursive: true })
  for (const { name, hash } of model.files) await copyFile(deps.blobs.path(hash), join(unfinished, name))
  try {
    await rename(unfinished, folder)
  } catch (error) {
    // Another process was first: its folder holds the same files.
    await rm(unfinished, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}
