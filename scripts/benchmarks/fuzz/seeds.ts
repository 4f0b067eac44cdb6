import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Format } from '#server/datasets/formats/format.ts'
import { chooseFormat, formats } from '#server/datasets/formats/index.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import { anExport, type SaidImage, writtenFiles } from '../../../test/server/datasets/formats/write-and-read.ts'
import type { Files } from './mutate.ts'
import { memoryTree } from './read-case.ts'

/** Larger folders are left out: a case should take milliseconds. */
const MOST_BYTES = 300_000
const MOST_FILES = 60
const FIXTURES = new URL('../../../../shared/data/format-fixtures/', import.meta.url)

const mask = pixelMask([0, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0], { x: 30, y: 20, width: 4, height: 3 })
const SHAPES: Partial<Record<Shape['kind'], Shape>> = {
  box: { kind: 'box', x: 10, y: 12, width: 30, height: 20 },
  'rotated-box': { kind: 'rotated-box', cx: 50, cy: 30, width: 20, height: 10, rotation: 30 },
  polygon: { kind: 'polygon', ring: [5, 5, 30, 8, 20, 30], holes: [] },
  polyline: { kind: 'polyline', points: [1, 2, 30, 40] },
  points: { kind: 'points', points: [7, 7, 9, 11] },
  ellipse: { kind: 'ellipse', cx: 40, cy: 30, rx: 15, ry: 8, rotation: 20 },
  ...(mask && { mask }),
  skeleton: { kind: 'skeleton', keypoints: [10, 10, 2, 20, 12, 1, 0, 0, 0] },
  whole: { kind: 'whole' },
}

/** Sound data sets of every format: as it is written here, and the small fixtures that are recognised as it. */
export async function seedsByFormat(withFixtures: boolean): Promise<Map<string, Files[]>> {
  const seeds = new Map<string, Files[]>(formats.all.map(({ id }) => [id, []]))
  for (const format of formats.all) if (format.write) seeds.get(format.id)?.push(await written(format))
  const folder = FIXTURES.pathname
  if (!withFixtures || !existsSync(folder)) return seeds
  for (const name of readdirSync(folder)) {
    const files = readFolder(join(folder, name))
    if (!files) continue
    const tree = memoryTree(files)
    const chosen = await chooseFormat('auto', tree, 'detection').catch(() => null)
    if (chosen) for (const id of [chosen.format.id, ...chosen.others.map(({ format }) => format)]) seeds.get(id)?.push(files)
    await tree.close()
  }
  return seeds
}

async function written(format: Format): Promise<Files> {
  const kinds = tasks[format.tasks[0] as TaskId].shapes
  const annotations = kinds.flatMap((kind) => {
    const shape = SHAPES[kind]
    return shape ? [{ label: 'thing', shape, attributes: { note: 'old' } }] : []
  })
  const images: SaidImage[] = ['a.png', 'b.png', 'c.png'].map((name, index) => ({
    name,
    annotations: index < 2 ? annotations : [],
    video: { id: 'vid_1' as never, name: 'film', frame: index },
  }))
  return (await writtenFiles(format, await anExport(images))).files
}

function readFolder(folder: string): Files | null {
  if (!statSync(folder).isDirectory()) return null
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  if (found.length > MOST_FILES) return null
  const files: Record<string, Buffer> = {}
  let bytes = 0
  for (const entry of found) {
    const file = join(entry.parentPath, entry.name)
    bytes += statSync(file).size
    if (bytes > MOST_BYTES) return null
    files[file.slice(folder.length + 1)] = readFileSync(file)
  }
  return files
}
