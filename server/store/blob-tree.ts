import { createInterface } from 'node:readline'
import { crc32 } from 'node:zlib'
import type { BlobStore } from './blobs.ts'

/** Parts of a page on average, and at most. */
const PARTS_PER_PAGE = 64
const MOST_PARTS = 512
/** Leaves that are on their way while the lines of the one before are used. */
const READ_AHEAD = 4

type Reading = Pick<BlobStore, 'open'>

/** A blob of a tree as the one above it says it: at height 0 it holds lines, above that parts. */
export interface TreePart<S = unknown> {
  readonly part: string
  readonly height: number
  readonly summary: S
}
/** A root: what is said of the whole, and the parts below it. */
export interface Tree<S = unknown> {
  readonly header: Readonly<Record<string, unknown>>
  readonly parts: readonly TreePart<S>[]
}

/**
 * Whether a part ends with this item. The item alone decides, so that what is put in, taken out or changed elsewhere leaves the borders where they
 * are, and a later tree shares every part that it does not change (content-defined chunking; as in Merkle search trees, Auvolat and Taïani 2019).
 */
export const endsPart = (item: string | Uint8Array, itemsPerPart: number): boolean => crc32(item) % itemsPerPart === 0

/** Keeps leaves as a tree of blobs named by their hashes, two parts high; null where there is no leaf. */
export async function putTree<S>(
  blobs: Pick<BlobStore, 'put'>,
  header: Readonly<Record<string, unknown>>,
  leaves: AsyncIterable<TreePart<S>>,
  merge: (summaries: readonly S[]) => S,
): Promise<{ digest: string; summary: S } | null> {
  const pages: TreePart<S>[] = []
  let page: TreePart<S>[] = []
  const close = async () => {
    if (page.length === 0) return
    const { hash } = await blobs.put({ bytes: Buffer.from(page.map(lineOf).join('')) })
    pages.push({ part: hash, height: 1, summary: merge(page.map(({ summary }) => summary)) })
    page = []
  }
  for await (const leaf of leaves) {
    page.push(leaf)
    if (endsPart(leaf.part, PARTS_PER_PAGE) || page.length === MOST_PARTS) await close()
  }
  await close()
  if (pages.length === 0) return null
  const summary = merge(pages.map((one) => one.summary))
  const root = [lineOf({ tree: 1, ...header, summary }), ...pages.map(lineOf)].join('')
  const { hash: digest } = await blobs.put({ bytes: Buffer.from(root) })
  return { digest, summary }
}

/** The root of a tree; null where the blob is no tree but the lines themselves, as older versions wrote them. */
export async function readTree<S>(blobs: Reading, digest: string): Promise<Tree<S> | null> {
  let header: Tree['header'] | null = null
  const parts: TreePart<S>[] = []
  for await (const line of blobLines(blobs, digest)) {
    const said = JSON.parse(line) as Record<string, unknown>
    if (header) parts.push(said as unknown as TreePart<S>)
    else if ('tree' in said) header = said
    else return null
  }
  return header && { header, parts }
}

/** The leaves below parts, in order, passing over every part that `isKnown` knows. */
export async function* treeLeaves<S>(
  blobs: Reading,
  parts: Iterable<TreePart<S>>,
  isKnown: (part: string) => boolean = () => false,
): AsyncGenerator<TreePart<S>> {
  for (const one of parts) {
    if (isKnown(one.part)) continue
    if (one.height === 0) yield one
    else yield* treeLeaves(blobs, await partsIn<S>(blobs, one.part), isKnown)
  }
}

/** Every line of a tree, in order; of a blob that is no tree its own lines. */
export async function* treeLines(blobs: Reading, digest: string): AsyncGenerator<string> {
  const tree = await readTree(blobs, digest)
  if (!tree) {
    yield* blobLines(blobs, digest)
    return
  }
  const ahead: Promise<string[]>[] = []
  for await (const { part } of treeLeaves(blobs, tree.parts)) {
    const lines = partLines(blobs, part)
    // Whoever takes it in turn hears of a failure.
    lines.catch(() => undefined)
    ahead.push(lines)
    if (ahead.length === READ_AHEAD) yield* (await ahead.shift()) as string[]
  }
  for (const lines of ahead) yield* await lines
}

/** Every part below parts, leaves and what holds them; none below what `isKnown` knows. */
export async function* treeParts(
  blobs: Reading,
  parts: Iterable<TreePart>,
  isKnown: (part: string) => boolean,
): AsyncGenerator<TreePart> {
  for (const one of parts) {
    if (isKnown(one.part)) continue
    yield one
    if (one.height > 0) yield* treeParts(blobs, await partsIn(blobs, one.part), isKnown)
  }
}

/** The lines of one blob that say something. */
export async function* blobLines(blobs: Reading, digest: string): AsyncGenerator<string> {
  const input = blobs.open(digest)
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) if (line !== '') yield line
  } finally {
    input.destroy()
  }
}

async function partsIn<S>(blobs: Reading, digest: string): Promise<TreePart<S>[]> {
  const parts: TreePart<S>[] = []
  for (const line of await partLines(blobs, digest)) parts.push(JSON.parse(line) as TreePart<S>)
  return parts
}

/** A part is small by construction: read whole, it costs a fifth of what its lines cost one by one. */
async function partLines(blobs: Reading, digest: string): Promise<string[]> {
  const chunks: Buffer[] = []
  for await (const chunk of blobs.open(digest)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}

const lineOf = (said: object): string => `${JSON.stringify(said)}\n`
