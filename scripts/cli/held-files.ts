import type { z } from 'zod'
import { claimsToBeImage } from '#server/datasets/sources/tree-path.ts'
import { type HeldList, MOST_HASHES_ASKED } from '#shared/routes/data.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from './api.ts'
import { openFileHashes } from './file-hashes.ts'
import type { ListedFile } from './list-files.ts'
import type { Terminal } from './terminal.ts'

const REPORT_EVERY = 500

/** What is to be sent, and what need not be, because the project holds its content. */
export interface SortedFiles {
  readonly missing: readonly ListedFile[]
  readonly held: z.infer<typeof HeldList>
}

/** Asks the server which images of a folder its project holds already; label files are always sent. */
export async function sortHeld(
  api: Api,
  { projectId, root, files }: { projectId: string; root: string; files: readonly ListedFile[] },
  terminal: Terminal,
): Promise<SortedFiles> {
  const images = files.filter(({ path }) => claimsToBeImage(path))
  if (images.length === 0) return { missing: files, held: [] }
  const hashes = await hashesOf(root, images, terminal)
  const known = await heldAmong(api, projectId, [...new Set(hashes.values())])
  const isHeld = (file: ListedFile) => known.has(hashes.get(file) ?? '')
  return {
    missing: files.filter((file) => !isHeld(file)),
    held: images.filter(isHeld).map((file) => ({ path: file.path, bytes: file.bytes, hash: hashes.get(file) as string })),
  }
}

async function hashesOf(root: string, images: readonly ListedFile[], terminal: Terminal): Promise<Map<ListedFile, string>> {
  const cache = await openFileHashes(root)
  const hashes = new Map<ListedFile, string>()
  for (const [index, image] of images.entries()) {
    if (index % REPORT_EVERY === 0) terminal.progress(index / images.length, `Comparing ${images.length} images with the project`)
    hashes.set(image, await cache.hashOf(image.file))
  }
  await cache.keep()
  return hashes
}

async function heldAmong(api: Api, projectId: string, hashes: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (let at = 0; at < hashes.length; at += MOST_HASHES_ASKED) {
    const asked = { params: { projectId }, body: { hashes: hashes.slice(at, at + MOST_HASHES_ASKED) } }
    const { held } = await api.call(routes.data.heldFiles, asked, { repeatable: true })
    for (const hash of held) known.add(hash)
  }
  return known
}
