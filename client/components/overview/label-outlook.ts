import { type Expected, forecast, type Measured } from '#shared/learning-forecast.ts'
import type { LabelNeed, Overview } from '#shared/routes/projects.ts'
import { count, decimal } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'

/** The growth that is asked about: half as many examples again, in steps of five. */
const GROWTH = 0.5
const STEP = 5
/** A gain that nobody would see. */
const HARDLY = 0.005
/** Labels whose curves are forecast: the worst so many. */
const MOST_LABELS = 50
/** Fewer likely mistakes, or fewer images gone wrong, are no ground for advice. */
const LEAST_SUSPECTS = 3
const LEAST_MISTAKEN = 5
/** So many of them must look like nothing that waits. */
const MOSTLY = 0.5

type LearningPoint = Overview['learning'][number]

/** What half as many examples again would make of a label. */
export interface LabelOutlook {
  readonly label: string
  /** Examples more. */
  readonly more: number
  /** What is expected with the examples that are there, without the luck of one measurement. */
  readonly now: number
  readonly next: Expected
}

/** The outlook of the labels that fare worst with the newest model, as far as models have learned from three different numbers of examples. */
export function labelOutlooks(learning: readonly LearningPoint[]): LabelOutlook[] {
  const newest = learning.toSorted((a, b) => a.version - b.version).findLast(({ perLabel }) => perLabel.length > 0)
  const worst = (newest?.perLabel ?? []).toSorted((a, b) => (a.metric ?? 0) - (b.metric ?? 0)).slice(0, MOST_LABELS)
  return worst.flatMap(({ label, examples }) => {
    const more = Math.max(STEP, Math.round((examples * GROWTH) / STEP) * STEP)
    const [now, next] = forecast(pointsOf(learning, label), [examples, examples + more])
    return now && next ? [{ label, more, now: now.expected, next }] : []
  })
}

function pointsOf(learning: readonly LearningPoint[], label: string): Measured[] {
  return learning.flatMap(({ perLabel }) => {
    const own = perLabel.find((one) => one.label === label)
    return own && own.metric !== null ? [{ labels: own.examples, metric: own.metric }] : []
  })
}

/** What to do about a label, and why. */
export interface LabelTip {
  readonly label: string
  readonly kind: 'fix' | 'label' | 'collect'
  readonly act: string
  readonly reason: string
}

/** At most one tip of each kind, about the label where it is worth most: fix its labels, label more of it, collect it elsewhere. */
export function labelTips(
  { learning, needs }: Pick<Overview, 'learning' | 'needs'>,
  outlooks: readonly LabelOutlook[] = labelOutlooks(learning),
): LabelTip[] {
  const elsewhere = most(needs.filter(isElsewhere), ({ alone }) => alone ?? 0)
  const beyond = new Set(needs.filter(isElsewhere).map(({ label }) => label))
  const worth = most(
    outlooks.filter((one) => gainOf(one) >= HARDLY && !beyond.has(one.label)),
    gainOf,
  )
  const suspect = most(
    needs.filter(({ suspects }) => suspects >= LEAST_SUSPECTS),
    ({ suspects }) => suspects,
  )
  return [suspect && fixTip(suspect), worth && labelTip(worth), elsewhere && collectTip(elsewhere)].filter(
    (tip) => tip !== undefined,
  )
}

const isElsewhere = ({ mistaken, alone }: LabelNeed): boolean =>
  alone !== null && mistaken >= LEAST_MISTAKEN && alone >= mistaken * MOSTLY

const gainOf = ({ now, next }: LabelOutlook): number => next.expected - now

function most<One>(all: readonly One[], worthOf: (one: One) => number): One | undefined {
  return all.toSorted((a, b) => worthOf(b) - worthOf(a))[0]
}

function fixTip({ label, suspects }: LabelNeed): LabelTip {
  return {
    label,
    kind: 'fix',
    act: t('Fix labels of {{label}}.', { label }),
    reason: plural(
      suspects,
      '{{count}} label of the test split is likely wrong, and it decides which model is better.',
      '{{count}} labels of the test split are likely wrong, and they decide which model is better.',
    ),
  }
}

function labelTip({ label, more, now, next }: LabelOutlook): LabelTip {
  return {
    label,
    kind: 'label',
    act: t('Label more of {{label}}.', { label }),
    reason: t('{{more}} examples more should bring it from {{now}} to {{next}} ({{low}} to {{high}}): no label gains more.', {
      more: count(more),
      now: decimal(now, 2),
      next: decimal(next.expected, 2),
      low: decimal(next.low, 2),
      high: decimal(next.high, 2),
    }),
  }
}

function collectTip({ label, mistaken, alone }: LabelNeed): LabelTip {
  return {
    label,
    kind: 'collect',
    act: t('Collect {{label}} elsewhere.', { label }),
    reason: t('{{alone}} of the {{mistaken}} test images where it goes wrong look like no image that waits to be labelled.', {
      alone: count(alone ?? 0),
      mistaken: count(mistaken),
    }),
  }
}
