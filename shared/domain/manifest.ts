import { z } from 'zod'
import { Annotation } from './annotation.ts'
import { Asset } from './asset.ts'

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
  annotations: z.array(
    Annotation.pick({ id: true, revision: true, label: true, shape: true }).extend({
      // Left out where they say nothing: most annotations have none of them.
      attributes: Annotation.shape.attributes.default({}),
      occluded: Annotation.shape.occluded.default(false),
      order: Annotation.shape.order.default(0),
      group: Annotation.shape.group.default(null),
      track: Annotation.shape.track.default(null),
    }),
  ),
})
export type ManifestEntry = z.infer<typeof ManifestEntry>

/** A training image that nobody has decided on, with how probable the project's labeling functions take each label to be; they sum to 1. */
export const BelievedEntry = ManifestEntry.pick({ assetId: true, hash: true, name: true, width: true, height: true }).extend({
  labels: z.array(z.object({ label: z.string(), probability: z.number().min(0).max(1) })),
})
export type BelievedEntry = z.infer<typeof BelievedEntry>
