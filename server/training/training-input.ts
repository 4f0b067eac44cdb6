import type { Split } from '#shared/domain/asset.ts'
import type { BelievedEntry, ManifestEntry } from '#shared/domain/manifest.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import type { LearnedImage } from '../ml/training/trainer-spec.ts'
import { learnedShape } from './learned-shape.ts'

/**
 * The images of one split with labels as places in `labels`; labels that are not in the list (retired ones) and shapes that the task
 * does not learn from are left out.
 */
export function imagesOf(
  manifest: readonly ManifestEntry[],
  task: TaskId,
  split: Split,
  labels: readonly string[],
): LearnedImage[] {
  const places = new Map(labels.map((label, place) => [label, place]))
  return manifest
    .filter((entry) => entry.split === split)
    .map(({ assetId, hash, width, height, annotations }) => ({
      assetId,
      blob: hash,
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

/** Images with what labeling functions make of them: each label weighs as much as it is probable; labels that are not in the list are left out. */
export function believedImages(believed: readonly BelievedEntry[], labels: readonly string[]): LearnedImage[] {
  const places = new Map(labels.map((label, place) => [label, place]))
  return believed.flatMap(({ assetId, hash, width, height, labels: said }) => {
    const objects = said.flatMap(({ label, probability }) => {
      const place = places.get(label)
      return place === undefined ? [] : [{ label: place, shape: { kind: 'whole' } as const, value: null, weight: probability }]
    })
    return objects.length === 0 ? [] : [{ assetId, blob: hash, width, height, objects }]
  })
}
