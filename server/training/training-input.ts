import type { Split } from '#shared/domain/asset.ts'
import type { ManifestEntry } from '#shared/domain/manifest.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import type { LabelledObject } from '../ml/tasks/task.ts'
import { learnedShape } from './learned-shape.ts'

/** An image as the trainer reads it: shapes in pixels of the upright image. */
export interface LearnedImage {
  readonly assetId: string
  /** Local path of the original file. */
  readonly file: string
  readonly width: number
  readonly height: number
  readonly objects: LabelledObject[]
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
      objects: annotations.flatMap((annotation) => {
        const place = places.get(annotation.label)
        const learned = tasks[task].learned(annotation, { width, height })
        const shape = learned && learnedShape(learned.shape)
        return place === undefined || !learned || !shape ? [] : [{ label: place, shape, value: learned.value }]
      }),
    }))
}
