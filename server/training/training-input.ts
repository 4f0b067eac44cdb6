import type { Split } from '#shared/domain/asset.ts'
import { learnedObject } from '#shared/domain/learned-object.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import type { TaskId } from '#shared/domain/task.ts'

/** An image as the trainer and the predictor read it: boxes in pixels of the oriented image, null for the whole image. */
export interface LearnedImage {
  readonly assetId: string
  /** Local path of the original file. */
  readonly file: string
  readonly width: number
  readonly height: number
  readonly objects: { label: number; box: { x: number; y: number; width: number; height: number } | null }[]
}

/**
 * The images of one split with labels as places in `labels`; labels that are not in the list (retired ones) and shapes that the task
 * does not learn from are left out.
 */
export function imagesOf(
  manifest: readonly ManifestEntry[],
  task: TaskId,
  split: Split,
  labels: readonly string[],
  fileOf: (hash: string) => string,
): LearnedImage[] {
  const places = new Map(labels.map((label, place) => [label, place]))
  return manifest
    .filter((entry) => entry.split === split)
    .map(({ assetId, hash, width, height, annotations }) => ({
      assetId,
      file: fileOf(hash),
      width,
      height,
      objects: annotations.flatMap(({ label, shape }) => {
        const place = places.get(label)
        const learned = learnedObject(task, shape, { width, height })
        return place === undefined || !learned ? [] : [{ label: place, box: learned.box }]
      }),
    }))
}
