import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { notFound } from '../../errors.ts'
import { type FileTree, inNaturalOrder, type TreeFile } from './file-tree.ts'
import { withKeptFiles } from './kept-files.ts'
import { isClutter, treePath } from './tree-path.ts'

/** Files on this machine under the paths they were given. */
export async function filesTree(given: readonly { path: string; file: string }[]): Promise<FileTree> {
  const places = new Map<string, string>()
  const files: TreeFile[] = []
  const refused: { file: string; reason: string }[] = []
  for (const { path: name, file } of given) {
    const named = treePath(name)
    if ('reason' in named) {
      refused.push({ file: name, reason: named.reason })
      continue
    }
    if (isClutter(named.path) || places.has(named.path)) continue
    places.set(named.path, file)
    files.push({ path: named.path, bytes: (await stat(file)).size })
  }
  return withKeptFiles({
    files: inNaturalOrder(files),
    refused,
    async stream(path) {
      const file = places.get(path)
      if (file === undefined) throw notFound(path)
      return createReadStream(file)
    },
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
