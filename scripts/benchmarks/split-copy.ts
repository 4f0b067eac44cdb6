import { cp, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRandom } from '#shared/random.ts'

const IMAGE = /\.(jpe?g|png)$/i

/** Which files go with an image: the image itself, and what labels it. */
export type Companions = (image: string) => readonly string[]

/** Copies a data set into `train` and `test` below `target`, a seeded share of every folder's images for test. */
export async function copySplit(options: {
  readonly source: string
  readonly target: string
  readonly testShare: number
  readonly seed: number
  readonly companions: Companions
}): Promise<{ train: string; test: string }> {
  const { source, target, testShare, seed, companions } = options
  const random = createRandom(seed)
  const folders = { train: join(target, 'train'), test: join(target, 'test') }
  for (const images of (await imagesByFolder(source)).values()) {
    const shuffled = random.shuffled(images)
    const tests = Math.round(shuffled.length * testShare)
    for (const [index, image] of shuffled.entries())
      await copyAll(source, index < tests ? folders.test : folders.train, companions(image))
  }
  return folders
}

async function imagesByFolder(source: string): Promise<Map<string, string[]>> {
  const found = (await readdir(source, { recursive: true })).filter((path) => IMAGE.test(path)).sort()
  const folders = new Map<string, string[]>()
  for (const path of found) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path])
  return folders
}

async function copyAll(source: string, target: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(target, path)), { recursive: true })
    await cp(join(source, path), join(target, path))
  }
}
