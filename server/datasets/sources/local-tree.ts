import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { FileTree } from './file-tree.ts'
import { withKeptFiles } from './kept-files.ts'
import { createListing } from './listing.ts'

/** Files on this machine under the paths they were given. */
export async function filesTree(given: readonly { path: string; file: string }[]): Promise<FileTree> {
  const listing = createListing<string>()
  for (const { path: name, file } of given) {
    const path = listing.pathFor(name)
    if (path === null) continue
    const { size: bytes, mtimeMs: changedAt } = await stat(file)
    listing.add({ path, bytes, changedAt }, file)
  }
  return withKeptFiles({
    files: listing.files(),
    refused: listing.refused,
    stream: async (path) => createReadStream(listing.placeOf(path)),
    close: async () => undefined,
  })
}

/** A folder with everything in it; links are not followed. */
export async function folderTree(folder: string): Promise<FileTree> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return filesTree(
    found
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ path: relative(folder, file).split(sep).join('/'), file })),
  )
}
