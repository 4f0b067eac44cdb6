/**
 * Row 6 of the table of issue 7: six-megapixel JPEGs into a project, beside the decoder alone making the same thumbnails; and how long a decompression
 * bomb takes to be refused. Run: npx tsx scripts/benchmarks/ingest.ts [images]
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { importTree } from '#server/datasets/import-tree.ts'
import { inParallel } from '#server/datasets/in-parallel.ts'
import { analyseImage } from '#server/datasets/ingest/analyse-image.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { createLog } from '#server/log.ts'
import { createProject } from '#server/store/projects.ts'
import { THUMBNAIL } from '#shared/domain/asset.ts'
import { type ImportId, newId } from '#shared/domain/ids.ts'
import { ImportOptions } from '#shared/routes/data.ts'
import { table } from '../cli/terminal.ts'
import { startBareServer } from './bare-server.ts'
import { sharedData } from './shared-data.ts'

const SIZE = { width: 3000, height: 2000 }
const QUALITY = 90
const AT_A_TIME = 4
const TRIALS = 21
const BOMB_SIDE = 50_000

const [images = '200'] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'labelloop-ingest-'))
const server = await startBareServer('ingest')
try {
  const files = await writeImages(join(folder, 'images'), Number(images))
  const alone = await secondsOf(() => inParallel(files, AT_A_TIME, thumbnail))
  const { store, blobs } = server
  const project = await createProject(store, { name: 'Ingest', task: 'detection', labels: [] })
  const operations = createOperationLog({ store, log: createLog('benchmark', 'error') })
  const tree = await folderTree(join(folder, 'images'))
  const request = {
    tree,
    project,
    importId: newId<ImportId>('imp'),
    options: ImportOptions.parse({}),
    signal: new AbortController().signal,
    progress: async () => {},
  }
  const report = await importTree({ store, blobs, commit: operations.commit }, request)
  await operations.close()
  if (report.assets !== files.length) throw new Error(`Expected ${files.length} assets, got ${report.assets}`)
  const bombMs = await bombed()
  const row = (what: string, seconds: number) => ({
    what,
    s: seconds.toFixed(1),
    'images/s': (files.length / seconds).toFixed(1),
  })
  process.stderr.write(`${table([row('import', report.seconds), row('decode and thumbnail alone', alone)])}\n`)
  process.stderr.write(
    `a bomb of ${BOMB_SIDE} x ${BOMB_SIDE} pixels is refused in ${bombMs.toFixed(2)} ms (median of ${TRIALS})\n`,
  )
  process.stdout.write(`${JSON.stringify({ images: files.length, import: report.seconds, alone, bombMs })}\n`)
} finally {
  await server.close()
  await rm(folder, { recursive: true, force: true })
}

/** Real cells enlarged to six megapixels, each with other grain, so that no two are alike. */
async function writeImages(to: string, count: number): Promise<string[]> {
  await mkdir(to, { recursive: true })
  const from = join(sharedData('bccd'), 'JPEGImages')
  const names = (await readdir(from)).sort()
  return inParallel([...Array(count).keys()], AT_A_TIME, async (number) => {
    const file = join(to, `${number}.jpg`)
    const grain = {
      create: { ...SIZE, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 12 } },
    } as const
    const noise = await sharp(grain).jpeg({ quality: QUALITY }).toBuffer()
    await sharp(join(from, names[number % names.length] as string))
      .resize(SIZE.width, SIZE.height, { fit: 'fill' })
      .composite([{ input: noise, blend: 'overlay' }])
      .jpeg({ quality: QUALITY })
      .toFile(file)
    return file
  })
}

async function thumbnail(file: string): Promise<void> {
  await sharp(await readFile(file))
    .resize(THUMBNAIL.side, THUMBNAIL.side, { fit: 'inside' })
    .jpeg({ quality: THUMBNAIL.quality })
    .toBuffer()
}

async function secondsOf(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await act()
  return (performance.now() - started) / 1000
}

/** Milliseconds until a PNG is refused whose header claims far more than its few bytes hold. */
async function bombed(): Promise<number> {
  const file = join(folder, 'bomb.png')
  await writeFile(file, png(BOMB_SIDE))
  const times: number[] = []
  for (let trial = 0; trial < TRIALS; trial++) {
    const bytes = await readFile(file)
    const started = performance.now()
    const refused = await analyseImage(bytes).then(
      () => false,
      () => true,
    )
    times.push(performance.now() - started)
    if (!refused) throw new Error('Expected the bomb to be refused')
  }
  return times.sort((a, b) => a - b)[TRIALS >> 1] ?? Number.NaN
}

/** A black PNG of one bit a pixel, as small as it packs. */
function png(side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 1
  const rows = Buffer.alloc(side * (1 + Math.ceil(side / 8)))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
