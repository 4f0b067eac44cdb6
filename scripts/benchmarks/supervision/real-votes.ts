import sharp from 'sharp'
import { imageFacts } from '#server/supervision/asset-facts.ts'
import { measureImage } from '#server/supervision/image-facts.ts'
import { matrixOf } from '#server/supervision/label-models/vote-matrix.ts'
import type { NumberFact } from '#shared/labeling-rules/facts.ts'
import { createRandom } from '#shared/random.ts'
import { bounds } from '#shared/shapes/index.ts'
import { readBccd, readSignDigits } from '../accuracy-data.ts'
import type { JudgedVotes } from './simulated-votes.ts'
import { nearestCentroid, normalised, rulesOn, SIDE, type SmallImage, TRAITS } from './small-functions.ts'

/** Images of a real set, and the ten functions that vote on them: small models by the place of their trait, rules by their fact. */
export interface RealSet {
  readonly images: readonly SmallImage[]
  readonly classes: number
  readonly models: readonly number[]
  readonly rules: readonly NumberFact[]
}

/** Examples of each class that the author of a function has seen, each author others. */
const EXAMPLES = 3
const SIGNS = 10
const CELLS = 3

/** Photographs of the ten hand-sign digits: eight small models and two rules. */
export async function handSigns(): Promise<RealSet> {
  const { train, validation, test } = await readSignDigits(0)
  const images = await Promise.all(
    [...train, ...validation, ...test].map(async ({ file, objects }) =>
      smallImage(await sharp(file).toBuffer(), objects[0]?.label ?? 0),
    ),
  )
  return { images, classes: SIGNS, models: TRAITS.map((_, place) => place), rules: ['ink', 'sharpness'] }
}

/** Every object of the blood-cell photographs, cut out: seven rules on its size and colours and three small models. */
export async function bloodCells(): Promise<RealSet> {
  const { train, validation, test } = await readBccd()
  const images: SmallImage[] = []
  for (const { file, width, height, objects } of [...train, ...validation, ...test]) {
    const photograph = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    for (const { shape, label } of objects) {
      const frame = bounds(shape)
      if (!frame) continue
      const [left, top] = [Math.max(0, Math.floor(frame.x)), Math.max(0, Math.floor(frame.y))]
      const cut = {
        left,
        top,
        width: Math.min(width - left, Math.ceil(frame.width)),
        height: Math.min(height - top, Math.ceil(frame.height)),
      }
      if (cut.width < 2 || cut.height < 2) continue
      images.push(await smallImage(await sharp(photograph.data, { raw: photograph.info }).extract(cut).png().toBuffer(), label))
    }
  }
  const rules = ['width', 'height', 'brightness', 'saturation', 'red', 'blue', 'contrast'] as const
  return { images, classes: CELLS, models: [0, 5, 6], rules }
}

/** The votes of the set's functions, each written by somebody who has seen a few other examples; nobody's examples are voted on. */
export function votesOn(
  { images, classes, models, rules }: RealSet,
  seed: number,
): JudgedVotes & { readonly approved: number[] } {
  const random = createRandom(seed)
  const used = new Set<SmallImage>()
  const seen = () => {
    const shuffled = random.shuffled(images)
    const examples = Array.from({ length: classes }, (_, label) =>
      shuffled.filter((one) => one.label === label).slice(0, EXAMPLES),
    ).flat()
    for (const example of examples) used.add(example)
    return examples
  }
  const functions = [
    ...models.map((trait) => nearestCentroid(seen(), classes, TRAITS[trait] ?? ((grey) => grey))),
    ...rules.map((fact) => rulesOn(fact, seen(), classes)),
  ]
  const voted = random.shuffled(images).filter((image) => !used.has(image))
  const rows = voted.map((image) => functions.map((say) => say(image)))
  const truth = voted.map(({ label }) => label)
  return { truth, votes: matrixOf(rows, functions.length, classes), approved: truth.slice(0, APPROVED) }
}

/** Items of these that people have approved: what the classes' shares are known from. */
const APPROVED = 50

async function smallImage(bytes: Buffer, label: number): Promise<SmallImage> {
  const { width = 1, height = 1 } = await sharp(bytes).metadata()
  const pixels = await sharp(bytes).resize(SIDE, SIDE, { fit: 'fill' }).greyscale().raw().toBuffer()
  const facts = imageFacts({ name: '', width, height, bytes: bytes.length, format: 'png' }, await measureImage(bytes, null))
  return { label, grey: normalised([...pixels]), facts }
}
