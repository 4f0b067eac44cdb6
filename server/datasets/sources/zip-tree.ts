import type { Readable } from 'node:stream'
import yauzl, { type Entry, type Options, type ZipFile } from 'yauzl'
import { invalid, messageOf, notFound } from '../../errors.ts'
import { refuseTooMany, refuseTrap } from './archive-limits.ts'
import { type DiskRegion, readRegion, streamRegion } from './disk-region.ts'
import { type FileTree, FileUnreadable, inNaturalOrder, type TreeFile } from './file-tree.ts'
import { type SourceFiles, withKeptFiles } from './kept-files.ts'
import { isClutter, treePath } from './tree-path.ts'

/** File names are decoded and judged one by one here, so that one bad name does not refuse the whole archive. */
const OPTIONS: Options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true }

/** An archive, read in place: nothing is unpacked to the disk, so no path in it can lead anywhere. */
export async function zipTree(file: string): Promise<FileTree> {
  return withKeptFiles(await treeOf(await opened(() => yauzl.openPromise(file, OPTIONS))))
}

/** The same for an archive that is a part of an open file, which stays open. */
export async function zipTreeIn(region: DiskRegion): Promise<SourceFiles> {
  return treeOf(await opened(() => yauzl.fromRandomAccessReaderPromise(new RegionReader(region), region.bytes, OPTIONS)))
}

class RegionReader extends yauzl.RandomAccessReader {
  readonly #region: DiskRegion

  constructor(region: DiskRegion) {
    super()
    this.#region = region
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return streamRegion(this.#region, start, end)
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    readRegion(this.#region, position, length).then((read) => {
      read.copy(buffer, offset)
      callback(read.length === length ? null : new Error('it ends too early'))
    }, callback)
  }
}

async function treeOf(zip: ZipFile): Promise<SourceFiles> {
  try {
    return await listed(zip)
  } catch (error) {
    zip.close()
    throw error
  }
}

async function listed(zip: ZipFile): Promise<SourceFiles> {
  const entries = new Map<string, Entry>()
  const files: TreeFile[] = []
  const refused: { file: string; reason: string }[] = []
  let unpacked = 0
  for await (const entry of zip.eachEntry()) {
    refuseTooMany(entries.size)
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
  refuseTrap(unpacked, zip.fileSize)
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

async function opened(open: () => Promise<ZipFile>): Promise<ZipFile> {
  try {
    return await open()
  } catch (error) {
    throw invalid(`The archive cannot be read: ${messageOf(error)}`)
  }
}
