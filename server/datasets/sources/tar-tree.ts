import { invalid, messageOf, notFound } from '../../errors.ts'
import { refuseTooMany } from './archive-limits.ts'
import { type DiskRegion, streamRegion } from './disk-region.ts'
import { inNaturalOrder, type TreeFile } from './file-tree.ts'
import type { SourceFiles } from './kept-files.ts'
import { type TarEntry, tarEntries } from './tar-headers.ts'
import { isClutter, treePath } from './tree-path.ts'

const FILE_TYPES = ['0', '7']
const FOLDER_TYPE = '5'
const LINK_TYPES = ['1', '2']

/** A tar archive that is a part of an open file, read in place; the file stays open. */
export async function tarTree(archive: DiskRegion): Promise<SourceFiles> {
  const places = new Map<string, DiskRegion>()
  const files: TreeFile[] = []
  const refused: { file: string; reason: string }[] = []
  for await (const { name, type, start, bytes } of entriesOf(archive)) {
    refuseTooMany(places.size)
    if (type === FOLDER_TYPE || name.endsWith('/')) continue
    const named = treePath(name)
    const reason = 'reason' in named ? named.reason : whyUnreadable(type)
    if (reason !== null) {
      refused.push({ file: name, reason })
      continue
    }
    const { path } = named as { path: string }
    if (isClutter(path) || places.has(path)) continue
    places.set(path, { handle: archive.handle, start: archive.start + start, bytes })
    files.push({ path, bytes })
  }
  return {
    files: inNaturalOrder(files),
    refused,
    async stream(path) {
      const place = places.get(path)
      if (!place) throw notFound(path)
      return streamRegion(place)
    },
    close: async () => undefined,
  }
}

async function* entriesOf(archive: DiskRegion): AsyncIterable<TarEntry> {
  try {
    yield* tarEntries(archive)
  } catch (error) {
    throw invalid(`The archive cannot be read: ${messageOf(error)}`)
  }
}

function whyUnreadable(type: string): string | null {
  if (FILE_TYPES.includes(type)) return null
  return LINK_TYPES.includes(type) ? 'it is a link, and links are not followed' : `it is no file (type "${type}")`
}
