/** Rows 2 and 5 of the acceptance table, through the command line alone. Run: npx tsx scripts/benchmarks/accuracy.ts bccd | sign-digits | raccoon */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Evaluation, mainMetric, tasks } from '#shared/tasks/index.ts'
import { type Instance, startInstance } from './instance.ts'
import { sharedData } from './shared-data.ts'
import { copySplit } from './split-copy.ts'

const IMPORT_LIMIT_S = 300
const TRAINING_LIMIT_S = 1_500
const SEED = 0

/** What is promised, and how the data gets in. */
const sets = {
  bccd: { least: 0.84, load: loadBccd },
  'sign-digits': { least: 0.95, load: loadSignDigits },
  raccoon: { least: 0.8, load: loadRaccoon },
} as const
type SetName = keyof typeof sets

const name = process.argv[2] ?? ''
if (!isSet(name)) throw new Error(`Expected one of ${Object.keys(sets).join(', ')}, got "${name}"`)
const { least, load } = sets[name]
const work = await mkdtemp(join(tmpdir(), 'labelloop-accuracy-'))
let instance: Instance | null = null
try {
  instance = await startInstance('accuracy')
  await load(instance, work)
  const trained = (await instance.command(['train', name, '--wait'], TRAINING_LIMIT_S)) as {
    metrics: unknown
    trainingSeconds: number
    architecture: string
    engine: string
  }
  const evaluation = Evaluation.parse(trained.metrics)
  const metric = mainMetric(evaluation) ?? 0
  const { metricTitle } = tasks[evaluation.task]
  const found = `${metricTitle} ${metric.toFixed(3)} on ${evaluation.images} test images after ${Math.round(trained.trainingSeconds)} s of ${trained.architecture} on ${trained.engine}`
  process.stderr.write(`${name}: ${found}; promised ${least}\n`)
  process.stdout.write(`${JSON.stringify({ name, metric, least, kept: metric >= least, ...trained })}\n`)
} finally {
  await instance?.stop()
  await rm(work, { recursive: true, force: true })
}

function isSet(text: string): text is SetName {
  return Object.hasOwn(sets, text)
}

async function loadBccd(target: Instance): Promise<void> {
  await importInto(target, 'bccd', 'detection', sharedData('bccd'), 'source')
}

/** 70/30, of every class the same. */
async function loadSignDigits(target: Instance, folder: string): Promise<void> {
  const source = sharedData('sign-digits')
  const { train, test } = await copySplit({ source, target: folder, testShare: 0.3, seed: SEED, companions: (image) => [image] })
  await importInto(target, 'sign-digits', 'classification', train, 'train')
  await importInto(target, 'sign-digits', 'classification', test, 'test')
}

/** 80/20; the label file of images/a.jpg is annotations/a.xml. */
async function loadRaccoon(target: Instance, folder: string): Promise<void> {
  const companions = (image: string) => [image, image.replace(/^images/, 'annotations').replace(/\.\w+$/, '.xml')]
  const { train, test } = await copySplit({
    source: sharedData('raccoon'),
    target: folder,
    testShare: 0.2,
    seed: SEED,
    companions,
  })
  await importInto(target, 'raccoon', 'detection', train, 'train')
  await importInto(target, 'raccoon', 'detection', test, 'test')
}

async function importInto(target: Instance, project: string, task: string, folder: string, split: string): Promise<void> {
  const words = ['import', project, folder, '--create', '--task', task, '--split', split, '--approve']
  await target.command(words, IMPORT_LIMIT_S)
}
