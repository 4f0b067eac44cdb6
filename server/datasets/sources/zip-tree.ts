import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { invalid, messageOf, notFound } from '../../errors.ts'
import { type FileTree, FileUnreadable, inNaturalOrder, type TreeFile } from './file-tree.ts'
import { isClutter, treePath } from './tree-path.ts'

const MOST_ENTRIES = 2_000_000
/** Deflate packs at most 1032 to 1; real data sets, mostly JPEG, stay near 1 to 1, and label files below this. */
const MOST_UNPACKED_RATIO = 200
/** Below this, a high ratio harms nobody. */
const HARMLESS_BYTES = 64 * 1024 * 1024

/** An archive, read in place: nothing is unpacked to the disk, so no path in it can lead anywhere. */
export async function zipTree(file: string): Promise<FileTree> {
  const zip = await opened(file)
  try {
    return await treeOf(zip)
  } catch (error) {
    zip.close()
    throw error
  }
}

async function treeOf(zip: ZipFile): Promise<FileTree> {
  const entries = new Map<string, Entry>()
  const files: TreeFile[] = []
  const refused: { file: string; reason: string }[] = []
  let unpacked = 0
  for await (const entry of zip.eachEntry()) {
    if (entries.size >= MOST_ENTRIES) throw invalid(`The archive holds more than ${MOST_ENTRIES} files`)
    const name = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
    if (name.endsWith('/')) continue
    const named = treePath(name)
    const reason = 'reason' in named ? named.reason : whyUnreadable(entry)
    if (reason !== null) {
      refused.push({ file: name, reason })
      continue
    }
    const { path } = named as { path: string }
    if (isClutter(path) || entries.has(path)) continue
    unpacked += entry.uncompressedSize
    entries.set(path, entry)
    files.push({ path, bytes: entry.uncompressedSize })
  }
  if (unpacked > HARMLESS_BYTES && unpacked > zip.fileSize * MOST_UNPACKED_RATIO)
    throw invalid(`The archive would unpack to ${unpacked} bytes from ${zip.fileSize}: that is no data set but a trap`)
  return {
    files: inNaturalOrder(files),
    refused,
    async stream(path) {
      const entry = entries.get(path)
      if (!entry) throw notFound(path)
      try {
        return await zip.openReadStreamPromise(entry)
      } catch (error) {
        throw new FileUnreadable(`the archive is damaged there (${messageOf(error)})`)
      }
    },
    close: async () => zip.close(),
  }
}

function whyUnreadable(entry: Entry): string | null {
  if (entry.isEncrypted()) return 'it is encrypted'
  if (!entry.canDecodeFileData()) return `it is packed by a method that is not known (${entry.compressionMethod})`
  return null
}

async function opened(file: string): Promise<ZipFile> {
  try {
    // File names are decoded and judged one by one here, so that one bad name does not refuse the whole archive.
    return await yauzl.openPromise(file, { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true })
  } catch (error) {
    throw invalid(`The archive cannot be read: ${messageOf(error)}`)
  }
}
