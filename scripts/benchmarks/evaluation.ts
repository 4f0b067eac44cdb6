/**
 * Row 6 of the acceptance table, its last part: COCO's twelve box figures over 5,000 images and 80 classes here and by pycocotools, in turn,
 * and whether they agree. Made-up boxes, the same for both. Processor seconds, which a busy machine does not blur (both use one core);
 * reading the files is not counted. Run: npx tsx scripts/benchmarks/evaluation.ts [rounds]
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CocoDetections, CocoTruth } from '#server/evaluation/coco/coco-files.ts'
import { evaluateCoco } from '#server/evaluation/evaluate-coco.ts'
import { table } from '../cli/terminal.ts'
import { median } from './engines/middle.ts'
import { madeUpBoxes } from './evaluation/made-up-boxes.ts'
import { pythonEnvironment } from './reference/python-environment.ts'

const IMAGES = 5_000
const CLASSES = 80
const SEED = 20261121
const LEAST_RATIO = 5
const MOST_DIFFERENCE = 1e-9
const MICROSECONDS = 1e6
const PROGRAM = fileURLToPath(new URL('reference/coco-seconds.py', import.meta.url))

interface Round {
  readonly seconds: number
  readonly figures: Readonly<Record<string, number>>
}

const [rounds = '3'] = process.argv.slice(2)
const environment = await pythonEnvironment('pycocotools', ['pycocotools==2.0.11', 'numpy'])
const folder = await mkdtemp(join(tmpdir(), 'labelloop-evaluation-'))
try {
  await measure()
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function measure(): Promise<void> {
  const paths = { truth: join(folder, 'truth.json'), detections: join(folder, 'detections.json') }
  const made = madeUpBoxes({ images: IMAGES, classes: CLASSES, seed: SEED })
  await writeFile(paths.truth, JSON.stringify(made.truth))
  await writeFile(paths.detections, JSON.stringify(made.detections))
  process.stderr.write(`${made.truth.annotations.length} true boxes, ${made.detections.length} found ones\n`)
  const truth = CocoTruth.parse(JSON.parse(await readFile(paths.truth, 'utf8')))
  const detections = CocoDetections.parse(JSON.parse(await readFile(paths.detections, 'utf8')))

  const [ours, theirs]: [Round[], Round[]] = [[], []]
  for (let round = 0; round < Number(rounds); round++) {
    const started = process.cpuUsage()
    const { figures } = evaluateCoco({ truth, detections, iouType: 'bbox' })
    const { user, system } = process.cpuUsage(started)
    ours.push({ seconds: (user + system) / MICROSECONDS, figures })
    if ('python' in environment) theirs.push(await reference(environment.python, paths))
  }
  const own = median(ours.map(({ seconds }) => seconds))
  if ('missing' in environment) {
    process.stdout.write(`${JSON.stringify({ seconds: own, skipped: environment.missing })}\n`)
    return
  }
  const other = median(theirs.map(({ seconds }) => seconds))
  const difference = largestDifference(ours[0]?.figures ?? {}, theirs[0]?.figures ?? {})
  const kept = other / own >= LEAST_RATIO && difference <= MOST_DIFFERENCE
  const row = {
    'here, s': own.toFixed(2),
    'pycocotools, s': other.toFixed(2),
    ratio: (other / own).toFixed(1),
    promised: LEAST_RATIO,
  }
  process.stderr.write(`${table([{ ...row, 'largest difference': difference.toExponential(1), kept: kept ? 'yes' : 'NO' }])}\n`)
  process.stdout.write(`${JSON.stringify({ ours, theirs, ratio: other / own, difference, kept })}\n`)
}

async function reference(python: string, { truth, detections }: { truth: string; detections: string }): Promise<Round> {
  const { stdout } = await promisify(execFile)(python, [PROGRAM, truth, detections])
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Round
}

function largestDifference(ours: Round['figures'], theirs: Round['figures']): number {
  return Object.entries(theirs).reduce((most, [name, value]) => Math.max(most, Math.abs((ours[name] ?? Number.NaN) - value)), 0)
}
