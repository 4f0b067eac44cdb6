import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'

/** One found box in pixels of its image, as `[label, score, x, y, width, height]`. */
export type FoundBox = readonly [label: number, score: number, x: number, y: number, width: number, height: number]

/** Writes the truth of some images as COCO describes it; image and category ids are places, counted from 1. */
export async function writeTruth(folder: string, images: readonly TrainingImage[], labels: readonly string[]): Promise<string> {
  const annotations = images.flatMap(({ objects }, place) =>
    objects.flatMap(({ label, shape }) => {
      if (shape.kind !== 'box') return []
      const { x, y, width, height } = shape
      const bbox = [x, y, width, height]
      return [{ image_id: place + 1, category_id: label + 1, bbox, area: width * height, iscrowd: 0 }]
    }),
  )
  const path = join(folder, 'truth.json')
  const truth = {
    info: {},
    images: images.map(({ width, height, file }, place) => ({ id: place + 1, width, height, file_name: file })),
    categories: labels.map((name, place) => ({ id: place + 1, name })),
    annotations: annotations.map((annotation, place) => ({ id: place + 1, ...annotation })),
  }
  await writeFile(path, JSON.stringify(truth))
  return path
}

/** Writes what was found on the same images, in their order. */
export async function writeResults(path: string, found: readonly (readonly FoundBox[])[]): Promise<string> {
  const results = found.flatMap((boxes, place) =>
    boxes.map(([label, score, ...bbox]) => ({ image_id: place + 1, category_id: label + 1, score, bbox })),
  )
  await writeFile(path, JSON.stringify(results))
  return path
}
