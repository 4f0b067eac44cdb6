import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { ImportId, ProjectId } from '#shared/domain/ids.ts'
import { HELD_LIST, HeldList } from '#shared/routes/data.ts'
import { invalid } from '../errors.ts'
import type { BlobStore } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import type { FileTree } from './sources/file-tree.ts'
import { type HeldContent, withHashes } from './sources/held-images.ts'
import { createListing } from './sources/listing.ts'
import { openSource } from './sources/open-source.ts'
import { uploadsOf } from './upload-files.ts'

const HASHES_AT_A_TIME = 1000
const NO_LONGER_HELD = 'it was not sent, because the project held it, and now it does not: import again'

interface UploadedDeps {
  readonly store: Pick<Store, 'assets'>
  readonly blobs: Pick<BlobStore, 'open'>
}

/**
 * What was uploaded under an import id, as a tree. A list of files that need not be sent, because the project holds their contents, stands for these
 * files; what it names that the project does not hold is refused.
 */
export async function uploadedTree(
  { store, blobs }: UploadedDeps,
  folder: string,
  { importId, projectId }: { importId: ImportId; projectId: ProjectId },
): Promise<FileTree> {
  const uploads = await uploadsOf(folder, importId, projectId)
  const complete = uploads.filter(({ isComplete }) => isComplete)
  if (complete.length === 0) throw invalid(`Nothing was uploaded for import ${importId}`)
  const list = complete.find(({ path }) => path === HELD_LIST)
  // What archives inside have to be unpacked to lies beside the uploads, on a disk that has room for them.
  const tree = await openSource(
    complete.filter((upload) => upload !== list),
    folder,
  )
  const broken = uploads.filter(({ isComplete }) => !isComplete)
  const refused = [...tree.refused, ...broken.map(({ path }) => ({ file: path, reason: 'its upload was never finished' }))]
  if (!list) return { ...tree, refused }
  const held = await heldFiles(store, projectId, await listIn(list.file))
  return withHashes({ ...tree, refused: [...refused, ...held.refused] }, { ...held, open: blobs.open })
}

async function listIn(file: string): Promise<z.infer<typeof HeldList>> {
  const parsed = HeldList.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (!parsed.success) throw invalid(`The list of files that are here already cannot be read: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

async function heldFiles(store: UploadedDeps['store'], projectId: ProjectId, list: z.infer<typeof HeldList>) {
  const known = new Map<string, HeldContent>()
  for (let at = 0; at < list.length; at += HASHES_AT_A_TIME) {
    const hash = { $in: list.slice(at, at + HASHES_AT_A_TIME).map((one) => one.hash) }
    const rows = store.assets.find({ projectId, hash }, { projection: { _id: 0, hash: 1, width: 1, height: 1 } })
    for await (const row of rows) known.set(row.hash, row)
  }
  const listing = createListing<HeldContent>()
  for (const { path: given, hash, bytes } of list) {
    const content = known.get(hash)
    const path = listing.pathFor(given, content ? null : NO_LONGER_HELD)
    if (path !== null && content) listing.add({ path, bytes }, content)
  }
  return { files: listing.files(), contents: listing.places, refused: listing.refused }
}
