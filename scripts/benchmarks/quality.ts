/**
 * Ingest as quality control (issue 7): real images of which a seeded tenth each is blurred, darkened, washed out, emptied or repeated in other bytes; which of
 * them the default rules find, and how many of the untouched ones. Beside it what people do without: the variance of the Laplacian below 100 at full size for
 * blur (Pech-Pacheco's measure with the threshold in common use), and equal bytes for repeats. Run: npx tsx scripts/benchmarks/quality.ts [seed]
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { importTree } from '#server/datasets/import-tree.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { examiningQuality } from '#server/examining-quality.ts'
import type { JobContext } from '#server/jobs/runner.ts'
import { createLog } from '#server/log.ts'
import { createProject } from '#server/store/projects.ts'
import { type ImportId, newId, type ProjectId } from '#shared/domain/ids.ts'
import type { QualityRuleId } from '#shared/domain/quality-rule.ts'
import { createRandom } from '#shared/random.ts'
import { ImportOptions } from '#shared/routes/data.ts'
import { table } from '../cli/terminal.ts'
import { startBareServer } from './bare-server.ts'
import { sharedData } from './shared-data.ts'

const SETS = { cells: 'bccd/JPEGImages', raccoons: 'raccoon/images', scenes: 'voc100-multiformat/images' } as const
/** Shares of the longest side, and factors of the light. */
const BLUR = 0.012
const DIM = 0.05
const WASHED = { factor: 0.06, offset: 238 } as const
const REPEATED = { scale: 0.9, quality: 60 } as const
const KINDS = ['blur', 'dark', 'bright', 'blank', 'repeat'] as const satisfies readonly QualityRuleId[]
type Kind = (typeof KINDS)[number]
const SHARE = 0.1
const SHARP_FROM = 100
const EDGE_SCALE = 4

const DAMAGE: Record<Kind, (bytes: Buffer) => Promise<Buffer>> = {
  async blur(bytes) {
    const { width, height } = await sharp(bytes).metadata()
    return sharp(bytes)
      .blur(Math.max(1, BLUR * Math.max(width, height)))
      .jpeg()
      .toBuffer()
  },
  dark: (bytes) => sharp(bytes).linear(DIM, 0).jpeg().toBuffer(),
  bright: (bytes) => sharp(bytes).linear(WASHED.factor, WASHED.offset).jpeg().toBuffer(),
  async blank(bytes) {
    const { width, height } = await sharp(bytes).metadata()
    return sharp({ create: { width, height, channels: 3, background: aColour(bytes) } })
      .jpeg()
      .toBuffer()
  },
  async repeat(bytes) {
    const { width } = await sharp(bytes).metadata()
    return sharp(bytes)
      .resize(Math.round(width * REPEATED.scale))
      .jpeg({ quality: REPEATED.quality })
      .toBuffer()
  },
}

// Two blank images of one size and colour would be one file.
const aColour = (bytes: Buffer): string => `#${bytes.subarray(-5, -2).toString('hex')}`

const [seed = '1'] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'labelloop-quality-'))
const server = await startBareServer('quality')
const { store, blobs } = server
const operations = createOperationLog({ store, log: createLog('benchmark', 'error') })
try {
  const rows = []
  for (const [set, path] of Object.entries(SETS)) rows.push(...(await measured(set, sharedData(path))))
  process.stderr.write(`${table(rows)}\n`)
  process.stdout.write(`${JSON.stringify(rows)}\n`)
} finally {
  await operations.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
}

async function measured(set: string, from: string) {
  const to = join(folder, set)
  const truth = await damaged(from, to)
  const project = await createProject(store, { name: set, task: 'detection', labels: [] })
  const request = {
    tree: await folderTree(to),
    project,
    importId: newId<ImportId>('imp'),
    options: ImportOptions.parse({}),
    signal: new AbortController().signal,
    progress: async () => undefined,
  }
  const report = await importTree({ store, blobs, ...operations }, request)
  const started = performance.now()
  await examiningQuality({ store, blobs, operations }).examine(aContext(project.id))
  const seconds = (performance.now() - started) / 1000
  const found = new Map<string, Set<string>>()
  const names = new Map((await store.assets.find({ projectId: project.id }).toArray()).map(({ _id, name }) => [_id, name]))
  for await (const { assetId, rule, status } of store.qualityFindings.find({ projectId: project.id }))
    if (status === 'open') found.set(rule, (found.get(rule) ?? new Set()).add(names.get(assetId) ?? ''))
  const baselines = { blur: await blurredByLaplacian(to, truth), repeat: new Set<string>() } as Partial<Record<Kind, Set<string>>>
  return KINDS.map((kind) => ({
    set,
    kind,
    ...figures(truth, kind, found.get(kind) ?? new Set()),
    ...prefixed(baselines[kind] && figures(truth, kind, baselines[kind])),
    'images/s import': (truth.size / report.seconds).toFixed(0),
    'images/s rules': (truth.size / seconds).toFixed(0),
  }))
}

/** How many of the images with this damage are found, and how many of those without any. */
function figures(truth: ReadonlyMap<string, Kind | null>, kind: Kind, found: ReadonlySet<string>) {
  const names = [...truth.keys()]
  const bad = names.filter((name) => truth.get(name) === kind)
  const good = names.filter((name) => truth.get(name) === null)
  const among = (of: readonly string[]) => of.filter((name) => found.has(name)).length
  return { found: `${among(bad)} of ${bad.length}`, false: `${among(good)} of ${good.length}` }
}

function prefixed(of: ReturnType<typeof figures> | undefined) {
  return { 'found without': of?.found ?? '-', 'false without': of?.false ?? '-' }
}

async function damaged(from: string, to: string): Promise<Map<string, Kind | null>> {
  await mkdir(to, { recursive: true })
  const random = createRandom(Number(seed))
  const names = random.shuffled((await readdir(from)).filter((name) => /\.(jpe?g|png)$/i.test(name)).sort())
  const each = Math.floor(names.length * SHARE)
  const truth = new Map<string, Kind | null>()
  const copies: (() => Promise<void>)[] = []
  for (const [place, name] of names.entries()) {
    const kind = KINDS[Math.floor(place / each)] ?? null
    const bytes = await readFile(join(from, name))
    const isRepeat = kind === 'repeat'
    await writeFile(join(to, name), kind === null || isRepeat ? bytes : await DAMAGE[kind](bytes))
    truth.set(name, isRepeat ? null : kind)
    if (!isRepeat) continue
    // Behind the image that it repeats.
    const copy = `zz-${name}.jpg`
    truth.set(copy, kind)
    copies.push(async () => writeFile(join(to, copy), await DAMAGE.repeat(bytes)))
  }
  for (const write of copies) await write()
  return truth
}

async function blurredByLaplacian(to: string, truth: ReadonlyMap<string, Kind | null>): Promise<Set<string>> {
  const found = new Set<string>()
  for (const name of truth.keys()) {
    // Scaled, so that eight bits hold the edges of both signs.
    const edges = await sharp(join(to, name))
      .greyscale()
      .convolve({ width: 3, height: 3, kernel: [0, 1, 0, 1, -4, 1, 0, 1, 0], scale: EDGE_SCALE, offset: 128 })
      .raw()
      .toBuffer()
    const mean = edges.reduce((sum, value) => sum + value, 0) / edges.length
    const variance = edges.reduce((sum, value) => sum + (value - mean) ** 2, 0) / edges.length
    if (variance * EDGE_SCALE ** 2 < SHARP_FROM) found.add(name)
  }
  return found
}

function aContext(projectId: ProjectId): JobContext {
  const job = { projectId } as JobContext['job']
  const signal = new AbortController().signal
  return { job, signal, progress: async () => undefined, holdOrThrow: async () => undefined }
}
