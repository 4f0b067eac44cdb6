import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { isNamedAsArchive } from '#server/datasets/sources/archives.ts'
import { CommandFailure } from './failure.ts'

/** A file to send: where it lies, and its path inside the import (with `/`). */
export interface ListedFile {
  readonly file: string
  readonly path: string
  readonly bytes: number
}

/** Everything below the given folders and files; one folder alone is the root, of several each keeps its own name. */
export async function listFiles(paths: readonly string[]): Promise<ListedFile[]> {
  const listed: ListedFile[] = []
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (!found)
      throw new CommandFailure(
        `expected a folder, a file or an archive (zip, tar, tar.gz) at ${path}, found nothing there`,
        'not_found',
      )
    if (found.isFile()) listed.push({ file: path, path: basename(path), bytes: found.size })
    else listed.push(...(await filesBelow(path, paths.length === 1 ? path : join(path, '..'))))
  }
  if (listed.length === 0) throw new CommandFailure(`expected files to import below ${paths.join(', ')}, found none`, 'invalid')
  return listed
}

/** Whether this is one archive, whose tree is what is imported. */
export const isArchive = (files: readonly ListedFile[]): boolean => files.length === 1 && isNamedAsArchive(files[0]?.path ?? '')

async function filesBelow(folder: string, root: string): Promise<ListedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const listed = await Promise.all(
    files.map(async (file) => ({ file, path: relative(root, file).split(sep).join('/'), bytes: (await stat(file)).size })),
  )
  return listed.sort((a, b) => (a.path < b.path ? -1 : 1))
}
