/**
 * Reads a COCO file of many boxes, whose rows stand in the worst order (one of each image in turn), with the product's reader and, side by side in a
 * process of its own, with JSON.parse on the whole file, as small scripts do: time of the processor, and memory over idle.
 *
 *   npx tsx scripts/benchmarks/read-coco.ts [images=50000] [boxes per image=20]
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFindings } from '#server/datasets/findings.ts'
import { coco } from '#server/datasets/formats/coco.ts'
import { filesTree } from '#server/datasets/sources/local-tree.ts'
import { createRandom } from '#shared/random.ts'

const LABEL_FILE = 'annotations/instances_train.json'
const [CATEGORIES, SEED, SAMPLE_MS, MEGABYTE, MICROSECONDS] = [80, 1, 20, 1e6, 1e6]

const [images = 50_000, each = 20] = process.argv.slice(2, 4).map(Number)
const [, , , , act, file] = process.argv
if (act === 'stream') await measured('the reader', () => streamed(file as string))
else if (act === 'whole') await measured('JSON.parse', () => parsed(file as string))
else await compare()

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'labelloop-read-coco-'))
  try {
    const made = join(folder, 'instances.json')
    const bytes = await make(made)
    process.stdout.write(`${images} images, ${images * each} boxes, ${Math.round(bytes / MEGABYTE)} MB\n`)
    for (const one of ['stream', 'whole'])
      execFileSync(process.execPath, [...process.execArgv, import.meta.filename, String(images), String(each), one, made], {
        stdio: 'inherit',
      })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function nameOf(image: number): string {
  return `${String(image).padStart(12, '0')}.jpg`
}

async function make(path: string): Promise<number> {
  const random = createRandom(SEED)
  const handle = await open(path, 'w')
  const write = async (open: string, count: number, row: (index: number) => object, close: string) => {
    await handle.write(open)
    for (let at = 0; at < count; at += images) {
      const rows = Array.from({ length: Math.min(images, count - at) }, (_, index) => JSON.stringify(row(at + index)))
      await handle.write(`${at === 0 ? '' : ','}${rows.join()}`)
    }
    await handle.write(close)
  }
  const box = () => [random.integer(600) + 0.25, random.integer(440) + 0.5, 33.1, 44.7]
  await write('{"images":[', images, (id) => ({ id, file_name: nameOf(id), width: 640, height: 480 }), '],')
  const annotation = (id: number) => ({ id, image_id: id % images, category_id: id % CATEGORIES, bbox: box(), iscrowd: 0 })
  await write('"annotations":[', images * each, annotation, '],')
  await write('"categories":[', CATEGORIES, (id) => ({ id, name: `category ${id}` }), ']}')
  const { size } = await handle.stat()
  await handle.close()
  return size
}

async function streamed(path: string): Promise<number> {
  const labels = await filesTree([{ path: LABEL_FILE, file: path }])
  // A format only names the images: their content is not looked at.
  const named = Array.from({ length: images }, (_, image) => ({ path: `images/${nameOf(image)}`, bytes: 0 }))
  const tree = { ...labels, files: [...labels.files, ...named] }
  let boxes = 0
  for await (const { annotations } of coco.read(tree, createFindings(), () => undefined)) boxes += annotations.length
  await labels.close()
  return boxes
}

async function parsed(path: string): Promise<number> {
  const { annotations } = JSON.parse(readFileSync(path, 'utf8')) as { annotations: { image_id: number }[] }
  const byImage = new Map<number, object[]>()
  for (const one of annotations) byImage.set(one.image_id, [...(byImage.get(one.image_id) ?? []), one])
  return [...byImage.values()].reduce((sum, { length }) => sum + length, 0)
}

async function measured(name: string, act: () => Promise<number>): Promise<void> {
  const idle = process.memoryUsage.rss()
  let peak = idle
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, SAMPLE_MS)
  const before = process.cpuUsage()
  const boxes = await act()
  const { user, system } = process.cpuUsage(before)
  clearInterval(timer)
  const seconds = (user + system) / MICROSECONDS
  const memory = Math.round((Math.max(peak, process.memoryUsage.rss()) - idle) / MEGABYTE)
  console.log(
    `${name}: ${boxes} boxes in ${seconds.toFixed(1)} s, ${Math.round(boxes / seconds)} boxes/s, ${memory} MB over idle`,
  )
}
