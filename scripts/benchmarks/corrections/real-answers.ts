import type { Counted } from '#server/monitoring/corrections/estimate-share.ts'
import { createRandom } from '#shared/random.ts'
import { observed, type Seen } from '../drift/observed-images.ts'
import { linearClassifier } from '../linear-classifier.ts'

/** What a real model said of one real image, and whether it was right. */
interface Answer {
  readonly right: boolean
  readonly score: number
}
/** Hand signs as they are, and the same images blurred, as one model answers them. */
interface RealAnswers {
  readonly plain: readonly Answer[]
  readonly blurred: readonly Answer[]
}

const CLASSES = 10
const FOLDS = 5
/** Vectors of length one differ little beside what they have in common. */
const SPREAD = 4
const SEEDS_APART = 104_729

/** Answers on every hand sign by a linear layer on the vectors that learned from four fifths of the others; vectors are kept in the folder. */
export async function realAnswers(folder: string): Promise<RealAnswers> {
  const [plain, blurred] = [await observed('hand signs', 'as they are', folder), await observed('hand signs', 'blur', folder)]
  const fold = createRandom(1).shuffled(plain.map((_, place) => place % FOLDS))
  const models = Array.from({ length: FOLDS }, (_, out) => modelOf(plain.filter((_image, place) => fold[place] !== out)))
  const answers = (images: readonly Seen[]) => images.map((image, place) => (models[fold[place] as number] as Model)(image))
  return { plain: answers(plain), blurred: answers(blurred) }
}

type Model = (image: Seen) => Answer

function modelOf(learned: readonly Seen[]): Model {
  const size = learned[0]?.vector?.length ?? 0
  const middle = Float32Array.from(
    { length: size },
    (_, at) => learned.reduce((sum, { vector }) => sum + (vector?.[at] ?? 0), 0) / learned.length,
  )
  const moved = ({ vector }: Seen) => middle.map((value, at) => SPREAD * ((vector?.[at] ?? 0) - value))
  const { classify } = linearClassifier(
    learned.map(moved),
    learned.map(({ label }) => label ?? 0),
    CLASSES,
  )
  return (image) => {
    const scores = classify(moved(image))
    const score = Math.max(...scores)
    return { right: scores.indexOf(score) === image.label, score }
  }
}

/** Ways in which a model becomes worse by so many points. */
export const DROPS = {
  /** What was right turns out wrong, however sure it was: people mean something else now. */
  'other meaning': (answers: RealAnswers, drop: number) => {
    const part = drop / shareOf(answers.plain)
    return { part, make: (answer: Answer) => ({ ...answer, right: false }) }
  },
  /** So many of the images are blurred that the share falls as far. */
  blur: (answers: RealAnswers, drop: number) => {
    const lost = answers.plain.map((answer, place) => [answer, answers.blurred[place] as Answer] as const)
    const blurredOf = new Map(lost)
    const part = Math.min(1, drop / (shareOf(answers.plain) - shareOf(answers.blurred)))
    return { part, make: (answer: Answer) => blurredOf.get(answer) ?? answer }
  },
} as const

/** Images drawn one by one, with replacement, from the real ones; from `change` on the model is worse. */
export function realStream(
  answers: RealAnswers,
  { drop, kind, change, length, seed }: { drop: number; kind: keyof typeof DROPS; change: number; length: number; seed: number },
): Counted[] {
  const random = createRandom(seed * SEEDS_APART)
  const { part, make } = DROPS[kind](answers, drop)
  return Array.from({ length }, (_, place) => {
    const drawn = answers.plain[random.integer(answers.plain.length)] as Answer
    const isWorse = random.next() < part && place >= change
    const { right, score } = isWorse ? make(drawn) : drawn
    return { hits: right ? 1 : 0, of: 1, score }
  })
}

/** How often answers are right. */
export const shareOf = (answers: readonly Answer[]): number => answers.filter(({ right }) => right).length / answers.length
