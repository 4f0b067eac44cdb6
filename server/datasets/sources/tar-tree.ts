import { invalid, messageOf } from '../../errors.ts'
import { refuseTooMany } from './archive-limits.ts'
import { type DiskRegion, streamRegion } from './disk-region.ts'
import type { SourceFiles } from './kept-files.ts'
import { createListing } from './listing.ts'
import { type TarEntry, tarEntries } from './tar-headers.ts'

const FILE_TYPES = ['0', '7']
const FOLDER_TYPE = '5'
const LINK_TYPES = ['1', '2']

/** A tar archive that is a part of an open file, read in place; the file stays open. */
export async function tarTree(archive: DiskRegion): Promise<SourceFiles> {
  const listing = createListing<DiskRegion>()
  let entries = 0
  for await (const { name, type, start, bytes } of entriesOf(archive)) {
    refuseTooMany(++entries)
    if (type === FOLDER_TYPE || name.endsWith('/')) continue
    const path = listing.pathFor(name, whyUnreadable(type))
    if (path !== null) listing.add({ path, bytes }, { handle: archive.handle, start: archive.start + start, bytes })
  }
  return {
    files: listing.files(),
    refused: listing.refused,
    stream: async (path) => streamRegion(listing.placeOf(path)),
    regionOf: listing.placeOf,
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
