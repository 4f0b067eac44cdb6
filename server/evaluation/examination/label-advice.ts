import type { LabelAdvice } from '#shared/domain/examination.ts'
import { groupBy } from '#shared/group-by.ts'
import { area } from '#shared/shapes/index.ts'
import type { CaseDraft } from './case-draft.ts'

/** What a label reached with how many examples, model by model. */
export interface PastFigure {
  readonly examples: number
  /** 0 to 1. */
  readonly value: number
}

export interface AdviceInput {
  readonly cases: readonly CaseDraft[]
  readonly labels: readonly string[]
  /** Approved examples of a label to learn from. */
  readonly examplesOf: (label: string) => number
  /** This model's and earlier ones' figures of a label. */
  readonly pastOf: (label: string) => readonly PastFigure[]
}

/** A detail is worth a word when it holds in at least this share of the mistakes. */
const TELLING_SHARE = 0.5
/** An image's objects are small or large when they belong to this share of their label. */
const OUTER_SHARE = 1 / 3
/** The growth that is asked about: half as many again. */
const GROWTH = 0.5
/** A fit through fewer models is a guess. */
const LEAST_MODELS = 3
/** Examples are asked for in steps of this many. */
const STEP = 5

/** What the cases of each label have in common, as facts; labels without an example or a case are left out. */
export function adviseLabels({ cases, labels, examplesOf, pastOf }: AdviceInput): LabelAdvice[] {
  const advice = labels.flatMap((label) => {
    const own = cases.filter((one) => one.label === label || (one.label === null && one.predicted === label))
    const examples = examplesOf(label)
    return own.length + examples === 0 ? [] : { ...factsOf(label, own), examples, gain: gainOf(pastOf(label), examples) }
  })
  const most = Math.max(0, ...advice.map(({ gain }) => gain))
  return advice.map(({ gain, ...facts }) => ({ ...facts, more: gain > 0 && gain === most ? more(facts.examples) : null }))
}

type Facts = Omit<LabelAdvice, 'examples' | 'more'>

function factsOf(label: string, own: readonly CaseDraft[]): Facts {
  const there = own.filter((one) => one.label === label && one.kind !== 'duplicate')
  const found = there.filter(({ kind }) => kind === 'true-positive').length
  const suspects = own.filter(({ suspect }) => suspect !== null).length
  const mistakes = groupBy(
    own.filter(({ kind }) => kind !== 'true-positive' && kind !== 'estimate'),
    ({ kind }) => kind,
  )
  const [kind, its] = [...mistakes].sort(([, a], [, b]) => b.length - a.length)[0] ?? [null, []]
  const detail = kind === 'miss' ? commonSize(its, there) : kind === 'confusion' ? commonName(its) : null
  return {
    label,
    there: there.length,
    found,
    mistake: kind,
    times: its.length,
    detail: detail?.word ?? null,
    detailTimes: detail?.times ?? 0,
    suspects,
  }
}

interface Detail {
  readonly word: string
  readonly times: number
}

/** Whether most of them are small or large among their like; shapes without an inside have no size. */
function commonSize(missed: readonly CaseDraft[], there: readonly CaseDraft[]): Detail | null {
  const sizes = there.flatMap(({ truth }) => (truth ? area(truth) : [])).sort((a, b) => a - b)
  const small = sizes[Math.floor(sizes.length * OUTER_SHARE)]
  const large = sizes[Math.ceil(sizes.length * (1 - OUTER_SHARE)) - 1]
  if (small === undefined || large === undefined || small === large) return null
  const timesSmall = missed.filter(({ truth }) => truth && area(truth) < small).length
  const timesLarge = missed.filter(({ truth }) => truth && area(truth) > large).length
  const [word, times] = timesSmall >= timesLarge ? ['small', timesSmall] : ['large', timesLarge]
  return times > missed.length * TELLING_SHARE ? { word, times } : null
}

/** What most of them are taken for. */
function commonName(confused: readonly CaseDraft[]): Detail | null {
  const [first] = [...groupBy(confused, ({ predicted }) => predicted)].sort(([, a], [, b]) => b.length - a.length)
  const [word, its] = first ?? [null, []]
  return word !== null && its.length > confused.length * TELLING_SHARE ? { word, times: its.length } : null
}

/**
 * What half as many examples again would gain, by the power law error = a * examples^-b (Hestness et al. 2017, arXiv 1712.00409) fitted to
 * what past models reached; 0 where there are too few of them or more examples did not help.
 */
function gainOf(past: readonly PastFigure[], examples: number): number {
  const points = past
    .filter((one) => one.examples > 0 && one.value < 1)
    .map((one) => [Math.log(one.examples), Math.log(1 - one.value)] as const)
  if (examples === 0 || new Set(points.map(([x]) => x)).size < LEAST_MODELS) return 0
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const slope =
    points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  const error = Math.exp(meanY + slope * (Math.log(examples) - meanX))
  return Math.max(0, error * (1 - (1 + GROWTH) ** slope))
}

const more = (examples: number): number => Math.max(STEP, Math.round((examples * GROWTH) / STEP) * STEP)
