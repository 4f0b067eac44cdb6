import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { withKeptFiles } from '../sources/kept-files.ts'
import { createListing } from '../sources/listing.ts'
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
  const listing = createListing<File>()
  const state = createHash('sha256')
  let isWhole = true
  for (const file of files) {
    const path = listing.pathFor(file.path)
    if (path !== null) listing.add({ path, bytes: file.bytes }, file)
    state.update(JSON.stringify([file.path, file.bytes, file.version]))
  }
  const tree = withKeptFiles({
    files: listing.files(),
    refused: listing.refused,
    async stream(path) {
      const file = listing.placeOf(path)
      const known = await taken?.open(path, file.version)
      if (known) return known
      try {
        const content = await fetchFile(file)
        await taken?.remember(path, file.version, content)
        return Readable.from([content], { objectMode: false })
      } catch (error) {
        isWhole = false
        throw error
      }
    },
    close: async () => {},
  })
  return { tree, state: state.digest('hex'), isWhole: () => isWhole }
}
