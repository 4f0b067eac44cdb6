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

const SPLIT_SEED = 0

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

/** Raccoons, 80/20 for test, and a tenth of the 80 for validation. */
export async function readRaccoon(): Promise<DataSet> {
  const folder = sharedData('raccoon')
  const names = (await readdir(join(folder, 'annotations'))).map((name) => name.replace('.xml', '')).sort()
  const images = await Promise.all(
    names.map((name) => readVoc(join(folder, 'annotations', `${name}.xml`), join(folder, 'images', `${name}.jpg`), ['raccoon'])),
  )
  return { task: 'detection', labels: ['raccoon'], ...split(images, 0.2) }
}

/** Hand signs, 70/30 for test, and a tenth of the 70 for validation. */
export async function readSignDigits(): Promise<DataSet> {
  const folder = sharedData('sign-digits')
  const labels = [...'0123456789']
  const files = await Promise.all(
    labels.map(async (label) =>
      (await readdir(join(folder, label))).sort().map((name) => ({ label, file: join(folder, label, name) })),
    ),
  )
  const images = await Promise.all(
    files.flat().map(async ({ label, file }) => {
      const { autoOrient } = await sharp(file).metadata()
      return {
        assetId: file,
        file,
        ...autoOrient,
        objects: [{ label: Number(label), shape: { kind: 'whole' as const }, value: null }],
      }
    }),
  )
  return { task: 'classification', labels, ...split(images, 0.3) }
}

function split(images: readonly TrainingImage[], testShare: number): Pick<DataSet, 'train' | 'validation' | 'test'> {
  const shuffled = createRandom(SPLIT_SEED).shuffled(images)
  const tests = Math.round(images.length * testShare)
  const validations = Math.round((images.length - tests) * 0.1)
  return {
    test: shuffled.slice(0, tests),
    validation: shuffled.slice(tests, tests + validations),
    train: shuffled.slice(tests + validations),
  }
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
