import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'
import { createRandom } from '#shared/random.ts'
import { sharedData } from './shared-data.ts'

/** A data set with its split; the test images serve for the final figure only. */
export type DataSet = {
  task: 'detection' | 'classification'
  labels: string[]
  train: TrainingImage[]
  validation: TrainingImage[]
  test: TrainingImage[]
}

const RACCOON_FOLDS = 5
const FOLD_SEED = 0
const VALIDATION_SHARE = 0.1
const SIGN_TEST_SHARE = 0.3

/** BCCD with its own split. */
export async function readBccd(): Promise<DataSet> {
  const folder = sharedData('bccd')
  const labels = ['RBC', 'WBC', 'Platelets']
  const read = async (split: string) => {
    const ids = (await readFile(join(folder, 'ImageSets/Main', `${split}.txt`), 'utf8')).trim().split(/\s+/)
    return Promise.all(
      ids.map((id) => readVoc(join(folder, 'Annotations', `${id}.xml`), join(folder, 'JPEGImages', `${id}.jpg`), labels)),
    )
  }
  return { task: 'detection', labels, train: await read('train'), validation: await read('val'), test: await read('test') }
}

/** Raccoons: one fold of five for test, a tenth of the rest for validation; photographs that are in the set twice stay together. */
export async function readRaccoon(fold: number): Promise<DataSet> {
  const folder = sharedData('raccoon')
  const names = (await readdir(join(folder, 'annotations'))).map((name) => name.replace('.xml', '')).sort()
  const images = await Promise.all(
    names.map((name) => readVoc(join(folder, 'annotations', `${name}.xml`), join(folder, 'images', `${name}.jpg`), ['raccoon'])),
  )
  const groups = createRandom(FOLD_SEED).shuffled(await sameFilesTogether(images))
  const test = groups.filter((_, place) => place % RACCOON_FOLDS === fold).flat()
  const rest = groups.filter((_, place) => place % RACCOON_FOLDS !== fold).flat()
  return { task: 'detection', labels: ['raccoon'], test, ...withValidation(rest) }
}

/** Hand signs: of every class 30 % for test, drawn by the seed, and a tenth of the rest for validation. */
export async function readSignDigits(seed: number): Promise<DataSet> {
  const folder = sharedData('sign-digits')
  const labels = [...'0123456789']
  const random = createRandom(seed)
  const classes = await Promise.all(
    labels.map(async (label, place) => {
      const names = (await readdir(join(folder, label))).sort()
      return Promise.all(names.map((name) => readWhole(join(folder, label, name), place)))
    }),
  )
  const shuffled = classes.map((images) => random.shuffled(images))
  const tests = (images: readonly unknown[]) => Math.round(images.length * SIGN_TEST_SHARE)
  const test = shuffled.flatMap((images) => images.slice(0, tests(images)))
  const rest = random.shuffled(shuffled.flatMap((images) => images.slice(tests(images))))
  return { task: 'classification', labels, test, ...withValidation(rest) }
}

function withValidation(images: readonly TrainingImage[]): Pick<DataSet, 'train' | 'validation'> {
  const validations = Math.round(images.length * VALIDATION_SHARE)
  return { validation: images.slice(0, validations), train: images.slice(validations) }
}

/** Groups of images with the same bytes, in the order of their first. */
async function sameFilesTogether(images: readonly TrainingImage[]): Promise<TrainingImage[][]> {
  const groups = new Map<string, TrainingImage[]>()
  for (const image of images) {
    const hash = createHash('sha256')
      .update(await readFile(image.file))
      .digest('hex')
    groups.set(hash, [...(groups.get(hash) ?? []), image])
  }
  return [...groups.values()]
}

async function readWhole(file: string, label: number): Promise<TrainingImage> {
  const { autoOrient } = await sharp(file).metadata()
  return { assetId: file, file, ...autoOrient, objects: [{ label, shape: { kind: 'whole' }, value: null }] }
}

async function readVoc(annotation: string, file: string, labels: readonly string[]): Promise<TrainingImage> {
  const xml = await readFile(annotation, 'utf8')
  const number = (text: string, name: string) => Number(new RegExp(`<${name}>\\s*([\\d.]+)`).exec(text)?.[1])
  const objects = [...xml.matchAll(/<object>[\s\S]*?<\/object>/g)].flatMap(([object]) => {
    const label = labels.indexOf(/<name>\s*([^<]+?)\s*</.exec(object)?.[1] ?? '')
    const [x, y] = [number(object, 'xmin'), number(object, 'ymin')]
    const box = { x, y, width: number(object, 'xmax') - x, height: number(object, 'ymax') - y }
    return label >= 0 && box.width > 0 && box.height > 0 ? [{ label, shape: { kind: 'box' as const, ...box }, value: null }] : []
  })
  const { autoOrient } = await sharp(file).metadata()
  return { assetId: file, file, ...autoOrient, objects }
}
