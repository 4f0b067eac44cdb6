import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { TrainingImage } from '#server/ml/training/trainer-spec.ts'

/** Puts images and boxes where Ultralytics looks for them; answers the description, and the place of each test image there. */
export async function writeYoloData(
  folder: string,
  { train, test, labels }: { train: readonly TrainingImage[]; test: readonly TrainingImage[]; labels: readonly string[] },
): Promise<{ description: string; testFiles: string[] }> {
  for (const part of ['images', 'labels']) await mkdir(join(folder, part), { recursive: true })
  const trainFiles = await Promise.all(train.map((image) => place(folder, image)))
  const testFiles = await Promise.all(test.map((image) => place(folder, image)))
  await writeFile(join(folder, 'train.txt'), trainFiles.join('\n'))
  await writeFile(join(folder, 'test.txt'), testFiles.join('\n'))
  const description = join(folder, 'data.yaml')
  // The training images stand in for validation, which is switched off: the library asks for the list all the same.
  const lines = [`path: ${folder}`, 'train: train.txt', 'val: train.txt', 'test: test.txt', `names: ${JSON.stringify(labels)}`]
  await writeFile(description, lines.join('\n'))
  return { description, testFiles }
}

async function place(folder: string, { file, width, height, objects }: TrainingImage): Promise<string> {
  const linked = join(folder, 'images', basename(file))
  await symlink(file, linked)
  const lines = objects.flatMap(({ label, shape }) => {
    if (shape.kind !== 'box') return []
    const centre = [(shape.x + shape.width / 2) / width, (shape.y + shape.height / 2) / height]
    return [[label, ...centre, shape.width / width, shape.height / height].join(' ')]
  })
  await writeFile(join(folder, 'labels', `${basename(file, extname(file))}.txt`), lines.join('\n'))
  return linked
}
