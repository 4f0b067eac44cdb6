import { z } from 'zod'
import { Annotation, OutsideId } from './annotation.ts'
import { Asset, Split } from './asset.ts'

/** One line of a snapshot's manifest: an approved asset with its approved annotations. */
export const ManifestEntry = z.object({
  assetId: Asset.shape.id,
  hash: z.string(),
  name: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  split: Asset.shape.split,
  group: z.string(),
  /** Left out where it is no frame of a video. */
  video: Asset.shape.video,
  /** Left out where nothing else is known of it. */
  meta: Asset.shape.meta,
  annotations: z.array(
    Annotation.pick({ id: true, revision: true, label: true, shape: true }).extend({
      // Left out where they say nothing: most annotations have none of them.
      attributes: Annotation.shape.attributes.default({}),
      occluded: Annotation.shape.occluded.default(false),
      order: Annotation.shape.order.default(0),
      group: Annotation.shape.group.default(null),
      track: Annotation.shape.track.default(null),
      /** What the file that it came with calls it. */
      originId: OutsideId.optional(),
    }),
  ),
})
export type ManifestEntry = z.infer<typeof ManifestEntry>
export type ManifestAnnotation = ManifestEntry['annotations'][number]

const counts = z.record(z.string(), z.number().int())

/** What can be said of a part of a manifest without reading it; those of two parts make that of both by adding. */
export const ManifestSummary = z.object({
  assets: z.record(Split, z.number().int()),
  annotations: z.number().int(),
  /** Annotations per label, in the order of the splits. */
  labels: z.record(z.string(), z.array(z.number().int())),
  shapes: counts,
  /** Annotations by who made them: person, model, functions, or `import` or `file` and the format. */
  origins: counts,
  /** Annotations by who decided on them last, by the person's id; nobody is the empty text. */
  people: counts,
  /** Objects by the hundredth of the image's side that their own is. */
  sides: counts,
  /** Images by how many annotations they have; the last counts those with more, too. */
  objects: counts,
  /** Images by their width and height, the sizes beyond the first hundred of a part together as "other". */
  sizes: counts,
})
export type ManifestSummary = z.infer<typeof ManifestSummary>

/** A training image that nobody has decided on, with how probable the project's labeling functions take each label to be; they sum to 1. */
export const BelievedEntry = ManifestEntry.pick({ assetId: true, hash: true, name: true, width: true, height: true }).extend({
  labels: z.array(z.object({ label: z.string(), probability: z.number().min(0).max(1) })),
})
export type BelievedEntry = z.infer<typeof BelievedEntry>
