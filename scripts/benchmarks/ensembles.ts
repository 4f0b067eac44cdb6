/**
 * Whether several models together are better than the best of them alone, on test images that neither training nor weighing saw.
 *
 *   npx tsx scripts/benchmarks/ensembles.ts bccd | sign-digits [--repeats 3] [--members 3] [--set epochs=10]…
 *
 * Every repeat trains its members with seeds of their own, takes the best on validation for the champion, weighs all of them as the product
 * does on the validation images, and then fuses what they say of the test images. Printed are the verdict and the gain that was expected,
 * and what the test images say, with mean and spread over the repeats. How long an image takes is not asked for here.
 */
import { parseArgs } from 'node:util'
import { DEFAULT_GATE_RULES } from '#server/evaluation/decide-gate.ts'
import { evaluationOf } from '#server/evaluation/tasks/index.ts'
import type { MeasuredImage } from '#server/evaluation/tasks/task-evaluation.ts'
import { type MeasuredMember, weighEnsemble } from '#server/evaluation/weigh-ensemble.ts'
import { fusions } from '#server/ml/ensembles/index.ts'
import { mainMetric, tasks } from '#shared/tasks/index.ts'
import { table } from '../cli/terminal.ts'
import { type DataSet, readBccd, readSignDigits } from './accuracy-data.ts'
import { parametersOf, spoken, trainAndJudge } from './train-and-judge.ts'

const sets: Readonly<Record<string, (repeat: number) => Promise<DataSet>>> = { bccd: readBccd, 'sign-digits': readSignDigits }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repeats: { type: 'string', default: '3' },
    members: { type: 'string', default: '3' },
    set: { type: 'string', multiple: true, default: ['epochs=10'] },
  },
})
const read = sets[positionals[0] ?? '']
if (!read) throw new Error(`Expected one of ${Object.keys(sets).join(', ')}, got "${positionals[0]}"`)
const found: Awaited<ReturnType<typeof weighOnce>>[] = []
for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
  found.push(await weighOnce(await read(repeat), repeat))
  process.stderr.write(`repeat ${repeat}: ${JSON.stringify(found.at(-1))}\n`)
}
const spread = (of: (one: (typeof found)[number]) => number | null) => spoken(found.map((one) => of(one) ?? Number.NaN))
const rows = [
  { figure: 'champion alone, test', found: spread(({ alone }) => alone) },
  { figure: 'together, test', found: spread(({ together }) => together) },
  { figure: 'gain on test', found: spread(({ alone, together }) => (together ?? Number.NaN) - (alone ?? Number.NaN)) },
  { figure: 'gain on validation, as expected', found: spread(({ expected }) => expected) },
  { figure: 'verdicts', found: found.map(({ verdict }) => verdict).join(', ') },
]
process.stderr.write(`${table(rows)}\n`)
process.stdout.write(`${JSON.stringify({ set: positionals[0], members: Number(values.members), found })}\n`)

interface Member extends MeasuredMember {
  readonly onTest: readonly MeasuredImage[]
}

async function weighOnce(data: DataSet, repeat: number) {
  const { task, labels } = data
  const members: Member[] = []
  for (let place = 0; place < Number(values.members); place++)
    members.push(await trained(data, repeat * Number(values.members) + place))
  const [champion, ...others] = members.toSorted((a, b) => (figureOf(b) ?? 0) - (figureOf(a) ?? 0))
  if (!champion) throw new Error('Expected at least one member')
  const { verdict, difference, low, high, learned } = await weighEnsemble({
    members: [champion, ...others],
    fusion: fusions[task],
    groupOf: ({ assetId }) => assetId,
    marginOf: () => DEFAULT_GATE_RULES.margin,
    budgetMs: Number.POSITIVE_INFINITY,
    targetPrecision: null,
    seed: repeat,
  })
  const pool = { weights: learned.weights, biases: learned.biases.map(({ bias }) => bias) }
  const voicesOf = (image: number) => [champion, ...others].map(({ onTest }) => onTest[image]?.predictions ?? [])
  const images = champion.onTest.map((image, place) => ({
    ...image,
    predictions: fusions[task].fuse(voicesOf(place), pool, labels),
  }))
  const alone = figureOf({ ...champion, split: 'test', images: champion.onTest })
  const together = figureOf({ ...champion, split: 'test', images })
  return { metric: tasks[task].metricTitle, verdict, expected: difference, low, high, alone, together }
}

async function trained({ test, ...data }: DataSet, seed: number): Promise<Member> {
  const judged = [...data.validation, ...test]
  const parameters = parametersOf(values.set)
  const { figures, images } = await trainAndJudge({ ...data, test: judged, architecture: 'auto', parameters, seed })
  return {
    version: seed + 1,
    task: data.task,
    split: 'validation',
    labels: data.labels,
    latencyMs: figures.latencyMs,
    images: images.slice(0, data.validation.length),
    onTest: images.slice(data.validation.length),
  }
}

function figureOf(measured: MeasuredMember): number | null {
  return mainMetric(evaluationOf(measured))
}
