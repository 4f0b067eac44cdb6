import { existsSync } from 'node:fs'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobStore } from './blobs.ts'

/** Fills a folder of this machine with files out of the blobs, under their names; nothing to do where it is there already. */
export async function localFolder(
  blobs: Pick<BlobStore, 'onDisk'>,
  folder: string,
  files: readonly { name: string; hash: string }[],
): Promise<string> {
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.${process.pid}`
  await mkdir(unfinished, { recursive: true })
  for (const { name, hash } of files) await copyFile(await blobs.onDisk(hash), join(unfinished, name))
  try {
    await rename(unfinished, folder)
  } catch (error) {
    // Another process was first: its folder holds the same files.
    await rm(unfinished, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}
