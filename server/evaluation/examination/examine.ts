import { setImmediate } from 'node:timers/promises'
import type { Calibration, Examination, Interval, Slice } from '#shared/domain/examination.ts'
import { labelMetrics, tasks } from '#shared/tasks/index.ts'
import { bootstrapIntervals } from '../bootstrap-intervals.ts'
import { brierScore } from '../brier-score.ts'
import type { Outcome } from '../judge-outcomes.ts'
import { reliability } from '../reliability.ts'
import { RESAMPLES } from '../resampling.ts'
import { evaluationOf, outcomesOf, resampledMetric } from '../tasks/index.ts'
import type { Measurement } from '../tasks/task-evaluation.ts'
import type { CaseDraft, ShownFrom } from './case-draft.ts'
import type { ImageFacts } from './image-facts.ts'
import { examinations } from './index.ts'
import { adviseLabels, type PastFigure } from './label-advice.ts'
import { mixedUp } from './mixed-up.ts'
import { imageGroups, sliceFigures, worstFirst } from './slice-figures.ts'

export interface ExamineInput {
  readonly measurement: Measurement
  readonly shownFrom: ShownFrom
  /** In the order of the measurement's images. */
  readonly facts: readonly ImageFacts[]
  /** Approved examples of a label to learn from. */
  readonly examplesOf: (label: string) => number
  /** What this and earlier models reached on a label, by its figure that the gate compares. */
  readonly pastOf: (label: string) => readonly PastFigure[]
  readonly seed: number
}

/** What is found out of a model on a split, before it is known which model that is. */
export interface Findings {
  readonly examination: Omit<Examination, 'projectId' | 'version' | 'snapshotNumber' | 'examinedAt'>
  readonly cases: readonly CaseDraft[]
}

/** Figures beside the main one, and parts of the split, are resampled less often: their intervals are read, not decided by. */
const FEWER_RESAMPLES = 200
/** Lower scores are noise that nobody would take for a probability. */
const LEAST_TELLING_SCORE = 0.1

/** Looks closely at a model on a split. Pauses between its parts, so that a worker can renew its lease meanwhile. */
export async function examine(input: ExamineInput): Promise<Findings> {
  const { measurement, shownFrom, seed } = input
  const { task, split, images, labels } = measurement
  const look = examinations[task]
  const cases = look.cases(images, shownFrom)
  await setImmediate()
  const main = await bootstrapIntervals(resampledMetric(measurement), { seed, resamples: RESAMPLES })
  const headlines = await otherHeadlines(input)
  const slices = await slicesOf(input)
  const kinds: Examination['kinds'] = {}
  for (const { kind } of cases) kinds[kind] = (kinds[kind] ?? 0) + 1
  return {
    cases,
    examination: {
      split,
      images: images.length,
      figures: [{ name: tasks[task].metric, value: main.value, low: main.low, high: main.high }, ...headlines],
      perLabel: perLabel(measurement, main.perLabel, cases, shownFrom),
      kinds,
      suspects: cases.filter(({ suspect }) => suspect !== null).length,
      confusion: cases.some(({ kind }) => kind === 'estimate') ? null : mixedUp(cases, labels),
      curves: look.curves(images, labels),
      calibration: calibrationOf(outcomesOf(measurement)),
      slices,
      advice: adviseLabels({ cases, labels, examplesOf: input.examplesOf, pastOf: input.pastOf }),
    },
  }
}

async function otherHeadlines({ measurement, seed }: ExamineInput): Promise<Examination['figures']> {
  const figures: Examination['figures'] = []
  const metrics = examinations[measurement.task].headlines(measurement.images, measurement.labels)
  for (const [name, metric] of Object.entries(metrics)) {
    const { value, low, high } = await bootstrapIntervals(metric, { seed, resamples: FEWER_RESAMPLES })
    figures.push({ name, value, low, high })
  }
  return figures
}

async function slicesOf({ measurement, facts, seed }: ExamineInput): Promise<Slice[]> {
  const { images, labels } = measurement
  const counts = images.map(({ truth }) => truth.length)
  const metric = resampledMetric(measurement)
  const groups = imageGroups(facts)
  const slices = await sliceFigures({ metric, groups, labels: counts, seed, resamples: FEWER_RESAMPLES })
  for (const { name, metric: sized, labels: there } of examinations[measurement.task].sizes(images, labels)) {
    const { value, low, high } = await bootstrapIntervals(sized, { seed, resamples: FEWER_RESAMPLES })
    slices.push({ by: 'size', name, images: images.length, labels: there, value, low, high })
  }
  return slices.sort(worstFirst)
}

function perLabel(
  measurement: Measurement,
  intervals: readonly Interval[],
  cases: readonly CaseDraft[],
  shownFrom: ShownFrom,
): Examination['perLabel'] {
  const claims = new Map<string, { hits: number; claims: number }>()
  for (const { kind, predicted } of cases) {
    if (predicted === null) continue
    const own = claims.get(predicted) ?? { hits: 0, claims: 0 }
    claims.set(predicted, { hits: own.hits + Number(kind === 'true-positive'), claims: own.claims + 1 })
  }
  const isNumbers = cases.some(({ kind }) => kind === 'estimate')
  return labelMetrics(evaluationOf(measurement)).map(({ label, value, count }) => {
    const own = claims.get(label)
    const { low = null, high = null } = intervals[measurement.labels.indexOf(label)] ?? {}
    const share = (of: number | undefined) => (!isNumbers && own && of ? own.hits / of : null)
    return { label, count, value, low, high, threshold: shownFrom(label), precision: share(own?.claims), recall: share(count) }
  })
}

function calibrationOf(outcomes: readonly Outcome[]): Calibration | null {
  const telling = outcomes.filter(({ score }) => score >= LEAST_TELLING_SCORE)
  if (telling.length === 0) return null
  const { bins, error } = reliability(telling)
  const brier = brierScore({ scores: telling.map(({ score }) => score), truths: telling.map(({ correct }) => Number(correct)) })
  return { bins: [...bins], error, brier }
}
