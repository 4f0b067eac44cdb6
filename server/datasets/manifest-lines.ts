import type { ManifestAnnotation, ManifestEntry } from '#shared/domain/manifest.ts'

/** What a manifest says of an asset itself. */
export type ManifestHead = Omit<ManifestEntry, 'annotations'>

/** An asset as its line in a manifest: itself at once, its annotations when they are asked for. */
export interface ManifestLine {
  readonly head: ManifestHead
  entry(): ManifestEntry
}

/** What a line of a manifest says. It was checked when it was written, and its name is its content's hash: here it is only read. */
export function saidIn(line: string): ManifestLine {
  // No text within JSON can hold this: its quotation marks are escaped.
  const end = line.indexOf(ANNOTATIONS)
  const head = JSON.parse(end < 0 ? line : `${line.slice(0, end)}}`) as ManifestHead
  return { head, entry: () => complete(JSON.parse(line) as Said) }
}

const ANNOTATIONS = ',"annotations":['

type Said = ManifestHead & { readonly annotations: readonly Partial<ManifestAnnotation>[] }

// In place: a manifest has millions, and nobody else holds what was just parsed.
function complete(said: Said): ManifestEntry {
  for (const annotation of said.annotations) {
    annotation.attributes ??= {}
    annotation.occluded ??= false
    annotation.order ??= 0
    annotation.group ??= null
    annotation.track ??= null
  }
  return said as ManifestEntry
}
