import { ManifestEntry } from '#shared/domain/manifest.ts'
import { blobLines, readTree, type Tree, treeLeaves, treeLines } from '../../store/blob-tree.ts'
import type { BlobStore } from '../../store/blobs.ts'

type Reading = Pick<BlobStore, 'open'>

/** An asset that two versions do not say the same of; null where a version has it not. */
export interface ChangedAsset {
  readonly before: ManifestEntry | null
  readonly after: ManifestEntry | null
}

/** The assets that differ between two manifests, by name. Parts that both share are not read: it costs what has changed. */
export async function* changedAssets(blobs: Reading, before: string, after: string): AsyncGenerator<ChangedAsset> {
  if (before === after) return
  const [earlier, later] = [await readTree(blobs, before), await readTree(blobs, after)]
  const left = entriesIn(earlier && later ? linesOnlyIn(blobs, earlier, later) : treeLines(blobs, before))
  const right = entriesIn(earlier && later ? linesOnlyIn(blobs, later, earlier) : treeLines(blobs, after))
  let [a, b] = [await next(left), await next(right)]
  while (a || b) {
    const order = !a ? 1 : !b ? -1 : byName(a, b)
    const pair = { before: order <= 0 ? a : null, after: order >= 0 ? b : null }
    if (!(pair.before && pair.after && isSame(pair.before, pair.after))) yield pair
    if (order <= 0) a = await next(left)
    if (order >= 0) b = await next(right)
  }
}

/** Whether two versions say the same of an asset, however often it was changed and changed back between them. */
export const isSame = (a: ManifestEntry, b: ManifestEntry): boolean => contentOf(a) === contentOf(b)

/** Everything that an annotation says, as a text that is the same where it says the same. */
export const saying = ({ revision: _revision, ...annotation }: ManifestEntry['annotations'][number]): string =>
  JSON.stringify(annotation)

const contentOf = ({ annotations, ...asset }: ManifestEntry): string => JSON.stringify([asset, annotations.map(saying)])

async function* linesOnlyIn(blobs: Reading, tree: Tree, other: Tree): AsyncGenerator<string> {
  const shared = new Set<string>(other.parts.map(({ part }) => part))
  const own = new Set(tree.parts.map(({ part }) => part))
  // Of pages that are not shared the leaves may be.
  for await (const { part } of treeLeaves(blobs, other.parts, (page) => own.has(page))) shared.add(part)
  for await (const { part } of treeLeaves(blobs, tree.parts, (part) => shared.has(part))) yield* blobLines(blobs, part)
}

async function* entriesIn(lines: AsyncIterable<string>): AsyncGenerator<ManifestEntry> {
  for await (const line of lines) yield ManifestEntry.parse(JSON.parse(line))
}

async function next(entries: AsyncGenerator<ManifestEntry>): Promise<ManifestEntry | null> {
  const { value, done } = await entries.next()
  return done ? null : value
}

// Manifests are in the database's order of names: by their bytes.
const byName = (a: ManifestEntry, b: ManifestEntry): number => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))
