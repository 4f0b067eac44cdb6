import { createFindings } from '#server/datasets/findings.ts'
import type { ExportSource, Format } from '#server/datasets/formats/format.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Label } from '#shared/ontology.ts'
import { aTree } from './read-all.ts'

/** An annotation as a snapshot holds it. */
export type Annotation = ManifestEntry['annotations'][number]
/** An image of an export. */
export type Entry = ManifestEntry & { readonly fileName: string }

/** An annotation, with what a test says of it. */
export const anEntryAnnotation = (said: Partial<Annotation> & Pick<Annotation, 'shape'>): Annotation => ({
  id: 'ann_1' as Annotation['id'],
  revision: 1,
  label: 'thing',
  attributes: {},
  occluded: false,
  order: 0,
  group: null,
  track: null,
  ...said,
})

/** An image of 100 x 80 pixels, with what a test says of it. */
export const anEntry = (said: Partial<Entry> = {}): Entry => ({
  assetId: 'ast_1' as Entry['assetId'],
  hash: 'the hash of its picture',
  name: 'a.png',
  fileName: 'a.png',
  width: 100,
  height: 80,
  split: 'train',
  group: 'alone',
  annotations: [],
  ...said,
})

/** The files that a format writes for entries, as bytes by path; for an image its hash. */
export async function writtenFiles(format: Format, entries: readonly Entry[], labels: readonly Label[] = [], images = true) {
  if (!format.write) throw new Error(`${format.id} is not written`)
  const findings = createFindings()
  const source: ExportSource = {
    async *entries(split) {
      yield* entries.filter((entry) => split === undefined || entry.split === split)
    },
    images,
    labels,
  }
  const files: Record<string, Buffer> = {}
  for await (const { path, content } of format.write(source, findings)) {
    const parts: Buffer[] = []
    if ('blob' in content) parts.push(Buffer.from(content.blob))
    else for await (const piece of 'text' in content ? content.text : content.bytes) parts.push(Buffer.from(piece))
    files[path] = Buffer.concat(parts)
  }
  return { files, losses: findings.losses() }
}

/** What a format writes as a tree that can be read. */
export async function writtenTree(...given: Parameters<typeof writtenFiles>) {
  const { files, losses } = await writtenFiles(...given)
  return { tree: await aTree(files), losses }
}
