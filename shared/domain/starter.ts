import { z } from 'zod'
import { LabelName } from '../ontology.ts'

/** The 80 kinds of things of COCO 2017, in the order of the published detector's channels. */
export const STARTER_CLASSES = [
  'person',
  'bicycle',
  'car',
  'motorcycle',
  'airplane',
  'bus',
  'train',
  'truck',
  'boat',
  'traffic light',
  'fire hydrant',
  'stop sign',
  'parking meter',
  'bench',
  'bird',
  'cat',
  'dog',
  'horse',
  'sheep',
  'cow',
  'elephant',
  'bear',
  'zebra',
  'giraffe',
  'backpack',
  'umbrella',
  'handbag',
  'tie',
  'suitcase',
  'frisbee',
  'skis',
  'snowboard',
  'sports ball',
  'kite',
  'baseball bat',
  'baseball glove',
  'skateboard',
  'surfboard',
  'tennis racket',
  'bottle',
  'wine glass',
  'cup',
  'fork',
  'knife',
  'spoon',
  'bowl',
  'banana',
  'apple',
  'sandwich',
  'orange',
  'broccoli',
  'carrot',
  'hot dog',
  'pizza',
  'donut',
  'cake',
  'chair',
  'couch',
  'potted plant',
  'bed',
  'dining table',
  'toilet',
  'tv',
  'laptop',
  'mouse',
  'remote',
  'keyboard',
  'cell phone',
  'microwave',
  'oven',
  'toaster',
  'sink',
  'refrigerator',
  'book',
  'clock',
  'vase',
  'scissors',
  'teddy bear',
  'hair drier',
  'toothbrush',
] as const
export type StarterClass = (typeof STARTER_CLASSES)[number]

/** Which label of a project each kind of thing is suggested as; those not named are not suggested. */
export const StarterMapping = z
  .partialRecord(z.enum(STARTER_CLASSES), LabelName)
  .refine((mapping) => Object.keys(mapping).length > 0, 'expected at least one kind of thing with its label')
export type StarterMapping = z.infer<typeof StarterMapping>

/** Labels that are called like a kind of thing, whatever their case, underscores and plural. */
export function guessedMapping(labels: readonly string[]): Partial<Record<StarterClass, string>> {
  const byWord = new Map(labels.map((label) => [wordOf(label), label]))
  return Object.fromEntries(
    STARTER_CLASSES.flatMap((name) => {
      const label = byWord.get(wordOf(name))
      return label === undefined ? [] : [[name, label]]
    }),
  )
}

const wordOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .replace(/s$/, '')
