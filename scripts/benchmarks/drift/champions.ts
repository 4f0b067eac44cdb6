import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { trainAndJudge } from '../train-and-judge.ts'

/** What a champion says of one image: the likeliest class and how likely it is, 0 to 1. */
export interface Answer {
  readonly label: number
  readonly score: number
}

/** Two halves, of which each is answered by the champion that learned from the other. */
const HALVES = [0, 1] as const
/** What a quiet machine of two cores gets through in a minute and a half, so that a busy one learns as long. */
const IMAGES_LEARNED = 3240
const SEED = 0

/**
 * What the product's own classifiers say of every image, which learned neither from it nor from the class that is new (`added`), as many as there are
 * `classes`. Kept in the folder, half by half; an interrupted training goes on from its checkpoint.
 */
export async function championAnswers(
  images: readonly TrainingImage[],
  { name, classes, added, folder }: { name: string; classes: number; added: number | null; folder: string },
): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const half of HALVES) {
    const key = `champion ${name} without ${added ?? 'none'} half ${half}`.replaceAll(' ', '-')
    const file = join(folder, `${key}.json`)
    if (!existsSync(file)) {
      const learned = images.filter((image, place) => place % HALVES.length !== half && labelOf(image) !== added)
      const asked = images.filter((_, place) => place % HALVES.length === half)
      await writeFile(file, JSON.stringify(await answersOf(learned, asked, classes, join(folder, key))))
    }
    const known = JSON.parse(await readFile(file, 'utf8')) as Answer[]
    for (const [at, answer] of known.entries()) answers[at * HALVES.length + half] = answer
  }
  return answers
}

async function answersOf(
  learned: readonly TrainingImage[],
  asked: readonly TrainingImage[],
  classes: number,
  workFolder: string,
): Promise<Answer[]> {
  const labels = Array.from({ length: classes }, (_, label) => String(label))
  const trial = { task: 'classification', labels, architecture: 'auto', seed: SEED, workFolder } as const
  const parameters = { epochs: String(Math.ceil(IMAGES_LEARNED / learned.length)) }
  const { images } = await trainAndJudge({ ...trial, train: [...learned], validation: [], test: [...asked], parameters })
  return images.map(({ predictions }) => {
    const best = predictions.reduce((one, other) => (other.score > one.score ? other : one))
    return { label: Number(best.label), score: best.score }
  })
}

const labelOf = ({ objects }: TrainingImage): number | null => objects[0]?.label ?? null
