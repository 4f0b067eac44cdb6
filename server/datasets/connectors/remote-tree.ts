import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { notFound } from '../../errors.ts'
import { inNaturalOrder } from '../sources/file-tree.ts'
import { withKeptFiles } from '../sources/kept-files.ts'
import { isClutter, treePath } from '../sources/tree-path.ts'
import type { TakenFiles } from '../taken-files.ts'
import type { Found } from './connector.ts'

/** A file somewhere else. */
export interface RemoteFile {
  /** As the place says it. */
  readonly path: string
  /** 0 where the place does not say. */
  readonly bytes: number
  /** Another one where the content is another; empty where the place does not say. */
  readonly version: string
}

/** A tree of files somewhere else, each fetched when it is opened, unless its version was taken before. */
export function remoteTree<File extends RemoteFile>(
  files: readonly File[],
  fetchFile: (file: File) => Promise<Uint8Array>,
  taken?: TakenFiles,
): Found {
  const byPath = new Map<string, File>()
  const refused: { file: string; reason: string }[] = []
  const state = createHash('sha256')
  let isWhole = true
  for (const file of files) {
    const named = treePath(file.path)
    if ('reason' in named) refused.push({ file: file.path, reason: named.reason })
    else if (!isClutter(named.path) && !byPath.has(named.path)) byPath.set(named.path, file)
    state.update(JSON.stringify([file.path, file.bytes, file.version]))
  }
  const tree = withKeptFiles({
    files: inNaturalOrder([...byPath].map(([path, { bytes }]) => ({ path, bytes }))),
    refused,
    async stream(path) {
      const file = byPath.get(path)
      if (!file) throw notFound(path)
      const known = await taken?.open(path, file.version)
      if (known) return known
      try {
        const content = await fetchFile(file)
        await taken?.remember(path, file.version, content)
        return Readable.from([content])
      } catch (error) {
        isWhole = false
        throw error
      }
    },
    close: async () => {},
  })
  return { tree, state: state.digest('hex'), isWhole: () => isWhole }
}
