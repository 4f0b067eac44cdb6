import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { createRandom } from '#shared/random.ts'
import { type DataSet, readBccd, readRaccoon, readSignDigits } from './accuracy-data.ts'

/** One promise about accuracy: what to train on, for how long, and what the test images must say. */
export interface Part {
  /** The data of one run: another seed, or another fold. */
  readonly data: (run: number) => Promise<DataSet>
  /** Wall time of the training. */
  readonly seconds: number
  /** Training images per second of the recommended network on two quiet cores, to train as long on a machine that is not. */
  readonly imagesPerSecond: number
  /** Seeds or folds. */
  readonly runs: number
  readonly promised: Readonly<Record<string, number>>
}

const RACCOON_FOLDS = 5
const SEEDS = 3
const SCRATCH_IMAGES_PER_SECOND = 43
const PRETRAINED_IMAGES_PER_SECOND = 12
const CLASSIFIER_IMAGES_PER_SECOND = 36

const bccd = { imagesPerSecond: SCRATCH_IMAGES_PER_SECOND, runs: SEEDS }
const raccoon = { imagesPerSecond: PRETRAINED_IMAGES_PER_SECOND, runs: RACCOON_FOLDS }
const signs = { imagesPerSecond: CLASSIFIER_IMAGES_PER_SECOND, runs: SEEDS }

/** Rows 1 to 4 of the acceptance table, as far as they are about boxes and classes. Nothing is left for validation: the last weights are judged. */
export const parts: Readonly<Record<string, Part>> = {
  'bccd-90s': { ...bccd, data: withoutValidation(readBccd), seconds: 90, promised: { map50: 0.8 } },
  'bccd-6m': { ...bccd, data: withoutValidation(readBccd), seconds: 360, promised: { map50: 0.89, map: 0.585 } },
  'bccd-20m': { ...bccd, data: withoutValidation(readBccd), seconds: 1200, promised: { map50: 0.9 } },
  'bccd-40': { ...bccd, data: someImages(withoutValidation(readBccd), 40), seconds: 130, promised: { map50: 0.75 } },
  raccoon: { ...raccoon, data: withoutValidation(readRaccoon), seconds: 420, promised: { map50: 0.88 } },
  'raccoon-40': { ...raccoon, data: someImages(withoutValidation(readRaccoon), 40), seconds: 150, promised: { map50: 0.65 } },
  'sign-digits': { ...signs, data: withoutValidation(readSignDigits), seconds: 400, promised: { accuracy: 0.985 } },
  'sign-digits-10': {
    ...signs,
    data: somePerLabel(withoutValidation(readSignDigits), 10),
    seconds: 120,
    promised: { accuracy: 0.85 },
  },
}

type Read = Part['data']

function withoutValidation(read: Read): Read {
  return async (run) => {
    const data = await read(run)
    return { ...data, train: [...data.train, ...data.validation], validation: [] }
  }
}

/** So many training images, drawn by the run. */
function someImages(read: Read, count: number): Read {
  return async (run) => {
    const data = await read(run)
    return { ...data, train: createRandom(run).shuffled(data.train).slice(0, count) }
  }
}

/** So many training images of every label, drawn by the run. */
function somePerLabel(read: Read, count: number): Read {
  return async (run) => {
    const data = await read(run)
    const shuffled = createRandom(run).shuffled(data.train)
    const ofLabel = (label: number) => shuffled.filter((image: TrainingImage) => image.objects[0]?.label === label)
    return { ...data, train: data.labels.flatMap((_, label) => ofLabel(label).slice(0, count)) }
  }
}
