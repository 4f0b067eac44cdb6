import { buffer } from 'node:stream/consumers'
import type { Split } from '#shared/domain/asset.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { Findings } from '../findings.ts'
import type { ExportSource, WrittenFile } from './format.ts'
import { SPLIT_FILE_NAMES, SPLITS } from './splits-by-name.ts'

/** An image of an export with the file name it shall have. */
export type Entry = ManifestEntry & { readonly fileName: string }

/** The splits that an export has images of, in order; `onEntry` sees every image once. */
export async function usedSplits({ entries }: ExportSource, onEntry: (entry: Entry) => void = () => {}): Promise<Split[]> {
  const used = new Set<Split>()
  for await (const entry of entries()) {
    used.add(entry.split)
    onEntry(entry)
  }
  return SPLITS.filter((split) => used.has(split))
}

/**
 * Images without objects in a split that has no objects at all: formats whose files list their images do not tell them from images that nobody
 * looked at. `see` takes every image once, `tell` says what came of it.
 */
export function createEmptySplits() {
  const empty = new Map<Split, { images: number; example: string }>()
  const full = new Set<Split>()
  return {
    see({ split, name, annotations }: Entry): void {
      if (annotations.length > 0) full.add(split)
      empty.set(split, { images: (empty.get(split)?.images ?? 0) + 1, example: name })
    },
    tell(findings: Findings): void {
      for (const [split, { images, example }] of empty)
        if (!full.has(split))
          findings.lose('approved images without objects in a split without any: they read as unlabelled', example, images)
    },
  }
}

/** The images themselves, where they are wanted, at the places that `pathOf` says. */
export async function* imageFiles(
  { entries, images }: ExportSource,
  pathOf: (entry: Entry) => string,
): AsyncIterable<WrittenFile> {
  if (!images) return
  for await (const entry of entries()) yield { path: pathOf(entry), content: { blob: entry.hash } }
}

/** An image's own bytes, for formats that hold images inside their files; null where they are not wanted. */
export const imageBytes = async ({ images, open }: ExportSource, { hash }: Entry): Promise<Buffer | null> =>
  images && open ? buffer(open(hash)) : null

/** "train", "val", "test": the folder of an image's split. */
export const splitFolder = ({ split }: Pick<Entry, 'split'>): string => SPLIT_FILE_NAMES[split]

/** Text is handed on in pieces of about this length: each costs the archive the same, however short. */
const PIECE_CHARACTERS = 32 * 1024

/** A JSON list piece by piece, an element a line. */
export async function* jsonList(elements: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<string> {
  let piece = '['
  let isFirst = true
  for await (const element of elements) {
    piece += `${isFirst ? '' : ','}\n${JSON.stringify(element)}`
    isFirst = false
    if (piece.length < PIECE_CHARACTERS) continue
    yield piece
    piece = ''
  }
  yield `${piece}\n]`
}
