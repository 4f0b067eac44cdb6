import { buffer } from 'node:stream/consumers'
import type { Label } from '#shared/ontology.ts'
import type { ImageProtection } from '#shared/routes/data.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { invalid } from '../errors.ts'
import { withoutMetadata } from '../image-files/without-metadata.ts'
import type { BlobStore } from '../store/blobs.ts'
import { blurImage } from './blur-image.ts'
import type { ExportSource } from './formats/format.ts'
import { createRowStore } from './formats/row-store.ts'
import { sniffImage } from './ingest/sniff-image.ts'

/** An image of which something is to be hidden is decoded whole: this many pixels are 300 MB. */
const MOST_PIXELS = 1e8
const MILLION = 1e6
/** Hexadecimal digits of a SHA-256 that a number holds exactly. */
const DIGITS = 13

/** How images leave: which labels are hidden on them, and whether what was written about them goes along. */
export interface ProtectionWish {
  readonly blur: readonly string[]
  readonly keepMetadata: boolean
}

/**
 * The one way for images out of an export: whoever writes a format asks by the hash of the original, and gets the image without its metadata, and with
 * the areas of the chosen labels hidden. One image is in memory at a time; shapes wait in a file. To be closed.
 */
export async function openProtected(
  blobs: Pick<BlobStore, 'open'>,
  source: Pick<ExportSource, 'entries' | 'labels'>,
  { blur, keepMetadata }: ProtectionWish,
) {
  const chosen = withDescendants(blur, source.labels)
  const areas = createRowStore()
  const hidden = await survey(source, chosen, areas).catch(async (error) => {
    await areas.close()
    throw error
  })
  const counted = new Set<number>()
  const report: ImageProtection = { bare: 0, blurred: 0, areas: 0 }

  /** Formats may ask for an image more than once. */
  function count(hash: string, what: Partial<ImageProtection>): void {
    const key = keyOf(hash)
    if (counted.has(key)) return
    counted.add(key)
    for (const [name, more] of Object.entries(what)) report[name as keyof ImageProtection] += more
  }

  return {
    async *open(hash: string): AsyncGenerator<Uint8Array> {
      const owner = hidden.get(keyOf(hash))
      if (owner === undefined && keepMetadata) {
        yield* blobs.open(hash) as AsyncIterable<Uint8Array>
        return
      }
      const bytes = await buffer(blobs.open(hash))
      const shapes = owner === undefined ? [] : areas.rows(owner).map((row) => JSON.parse(row) as Shape)
      const bare = shapes.length > 0 ? await blurImage(bytes, shapes) : await bareOf(bytes)
      if (shapes.length > 0) count(hash, { blurred: 1, areas: shapes.length })
      else if (bare !== bytes) count(hash, { bare: 1 })
      yield bare
    },
    report,
    close: areas.close,
  }
}

const keyOf = (hash: string): number => Number.parseInt(hash.slice(0, DIGITS), 16)

/** What a file shows, written anew where its parts cannot be told from what was written about it. */
async function bareOf(bytes: Buffer): Promise<Buffer> {
  const sniffed = sniffImage(bytes)
  if ('reason' in sniffed) return bytes
  return withoutMetadata(bytes, sniffed.kind) ?? blurImage(bytes, [])
}

/** The labels, and those below them: who hides people hides children. */
function withDescendants(names: readonly string[], labels: readonly Label[]): ReadonlySet<string> {
  const known = new Set(labels.map(({ name }) => name))
  for (const name of names)
    if (!known.has(name))
      throw invalid(`Expected labels to blur of ${[...known].join(', ') || 'the project, which has none'}, got "${name}"`)
  const chosen = new Set(names)
  for (let before = 0; before !== chosen.size; ) {
    before = chosen.size
    for (const { name, parent } of labels) if (parent !== null && chosen.has(parent)) chosen.add(name)
  }
  return chosen
}

/** Puts the shapes to hide aside; gives the number that the shapes of an image are found by. */
async function survey(
  { entries }: Pick<ExportSource, 'entries'>,
  labels: ReadonlySet<string>,
  areas: ReturnType<typeof createRowStore>,
): Promise<Map<number, number>> {
  const owners = new Map<number, number>()
  if (labels.size === 0) return owners
  for await (const { hash, name, width, height, annotations } of entries()) {
    const meant = annotations.filter(({ label }) => labels.has(label))
    if (meant.length === 0) continue
    if (width * height > MOST_PIXELS)
      throw invalid(
        `${name} has ${Math.round((width * height) / MILLION)} million pixels: expected at most ${MOST_PIXELS / MILLION} million where labels are blurred. Cut it into parts, or export it apart`,
      )
    const owner = owners.get(keyOf(hash)) ?? owners.size
    owners.set(keyOf(hash), owner)
    for (const { shape } of meant) await areas.add(owner, JSON.stringify(shape))
  }
  return owners
}
