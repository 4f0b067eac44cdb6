import type { Readable } from 'node:stream'
import yauzl, { type Entry, type Options, type ZipFile } from 'yauzl'
import { invalid, messageOf } from '../../errors.ts'
import { refuseTooMany, refuseTrap } from './archive-limits.ts'
import { type DiskRegion, readRegion, streamRegion } from './disk-region.ts'
import { type FileTree, FileUnreadable } from './file-tree.ts'
import { type SourceFiles, withKeptFiles } from './kept-files.ts'
import { createListing } from './listing.ts'

/** File names are decoded and judged one by one here, so that one bad name does not refuse the whole archive. */
const OPTIONS: Options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true }

/** An archive, read in place: nothing is unpacked to the disk, so no path in it can lead anywhere. */
export async function zipTree(file: string): Promise<FileTree> {
  return withKeptFiles(await treeOf(await opened(() => yauzl.openPromise(file, OPTIONS))))
}

/** The same for an archive that is a part of an open file, which stays open. */
export async function zipTreeIn(region: DiskRegion): Promise<SourceFiles> {
  const zip = await opened(() => yauzl.fromRandomAccessReaderPromise(new RegionReader(region), region.bytes, OPTIONS))
  const tree = await treeOf(zip)
  await refuseMiscounted(zip, region).catch(async (error) => {
    await tree.close()
    throw error
  })
  return tree
}

const ENTRY_SIGNATURE = 'PK\u0001\u0002'

// Programs that do not know the format's 64-bit extension count 65,536 files as none: those behind the last one counted would be lost without a word.
async function refuseMiscounted({ entryCount, readEntryCursor }: ZipFile, region: DiskRegion): Promise<void> {
  // A place, though its declaration says otherwise.
  const next = await readRegion(region, Number(readEntryCursor), ENTRY_SIGNATURE.length)
  if (next.toString('latin1') === ENTRY_SIGNATURE)
    throw invalid(
      `The archive says that it holds ${entryCount} files, and holds more: it was packed by a program that counts to 65,535. Pack it anew, as a tar or in parts`,
    )
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
  const listing = createListing<Entry>()
  let entries = 0
  let unpacked = 0
  for await (const entry of zip.eachEntry()) {
    refuseTooMany(++entries)
    const name = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
    if (name.endsWith('/')) continue
    const path = listing.pathFor(name, whyUnreadable(entry))
    if (path === null) continue
    unpacked += entry.uncompressedSize
    listing.add({ path, bytes: entry.uncompressedSize }, entry)
  }
  refuseTrap(unpacked, zip.fileSize)
  return {
    files: listing.files(),
    refused: listing.refused,
    async stream(path) {
      const entry = listing.placeOf(path)
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
