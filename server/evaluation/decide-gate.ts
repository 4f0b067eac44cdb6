import type { GateVerdict, NewestVerdict } from '#shared/domain/evaluation.ts'
import { isRealLoss, labelLosses } from './label-losses.ts'
import type { Difference, PairedBootstrap } from './paired-bootstrap.ts'
import { type Metric, signed, spoken } from './spoken-figure.ts'

/** What one model reaches on the frozen test split; values are 0 to 1, null where nothing could be measured. */
export interface GateFigures {
  readonly value: number | null
  readonly perLabel: readonly { label: string; value: number | null; count: number }[]
  /** Milliseconds to predict one image, where it was measured. */
  readonly latencyMs: number | null
  /** Expected calibration error, 0 to 1, of its scores as the product reads them; null or absent where there was nothing to measure by. */
  readonly calibrationError?: number | null
  /** Of its files. */
  readonly bytes?: number
}

/** What a project asks of a model that becomes champion. */
export interface GateRules {
  /** The most that a label may lose, 0 to 1, where `marginOf` does not name it. */
  readonly margin: number
  readonly marginOf?: Readonly<Record<string, number>>
  /** The first model's value must be above this. */
  readonly floor: number
  /** Share of the resamples in which the challenger must be better, at least. */
  readonly minimumProbability: number
  /** The least gain over the champion, 0 to 1; at 0 it must still be better. */
  readonly leastGain: number
  /** Milliseconds for one image; null for no cap. */
  readonly latencyCapMs: number | null
  /** How much its calibration error may be above the champion's, 0 to 1; null where that is not asked. */
  readonly calibrationMargin: number | null
  /** Bytes of its files; null for no cap. */
  readonly sizeCap: number | null
  /** What it may lose on the newest images, 0 to 1. */
  readonly newestMargin: number
}

/** How two models compare on the newest approved images. */
export interface NewestComparison {
  /** So many are asked for before they decide anything. */
  readonly least: number
  readonly images: number
  readonly snapshotNumber: number
  /** Null where there were too few. */
  readonly difference: Difference | null
}

export interface GateInput {
  /** What the models are compared by. */
  readonly metric: Metric
  readonly challenger: GateFigures
  /** The champion and how the two compare; null for the first model of a project. */
  readonly against: {
    readonly champion: GateFigures
    readonly bootstrap: PairedBootstrap
    /** How many times the champion's approved training labels the challenger learned from; null where that is not known. */
    readonly timesLabels: number | null
    /** Absent where the newest images are not asked. */
    readonly newest?: NewestComparison
  } | null
  readonly rules: GateRules
}

/** The decision and its numbers; which champion and when is for whoever records it. */
export type GateDecision = Omit<GateVerdict, 'against' | 'decidedAt'>

/** Rules of a project that set none: no label may lose more than two points. */
export const DEFAULT_GATE_RULES: GateRules = {
  margin: 0.02,
  floor: 0,
  minimumProbability: 0.5,
  leastGain: 0,
  latencyCapMs: null,
  calibrationMargin: null,
  sizeCap: null,
  newestMargin: 0.02,
}

export const BYTES_PER_MB = 1e6

/**
 * Decides whether a challenger becomes champion. It must be better on the test split itself (a tie holds) and in at least half of the bootstrap's
 * resamples; no label may lose more than its margin, unless more than a fifth of the resamples show no loss, and the same goes for the main figure on
 * the newest images; its latency, its size and its calibration must be within what the project allows.
 * What cannot be measured holds. On a test split of a few images which of two is ahead is a coin's toss: there a challenger that learned from many
 * more labels is expected to be better, and held only where the images show the contrary beyond noise.
 */
export function decideGate({ metric, challenger, against, rules }: GateInput): GateDecision {
  const bootstrap = against?.bootstrap
  const newest = against?.newest && judgeNewest(against.newest, rules)
  const losses = against ? judgeLosses(metric, against.bootstrap, challenger, rules) : []
  const complaints = [
    ...(against ? againstChampion(metric, challenger, against, rules) : againstFloor(metric, challenger, rules)),
    ...losses.filter(({ real }) => real).map(({ sentence }) => `${sentence}.`),
    ...againstNewest(metric, newest),
    ...againstCalibration(challenger, against, rules),
    ...againstCaps(challenger, rules),
  ]
  return {
    verdict: complaints.length > 0 ? 'hold' : 'promote',
    reasons: complaints.length > 0 ? complaints : [praise(metric, challenger, against)],
    remarks: losses.filter(({ real }) => !real).map(({ sentence }) => `${sentence}, within noise.`),
    champion: against?.champion.value ?? null,
    challenger: challenger.value,
    difference: bootstrap?.difference ?? null,
    low: bootstrap?.low ?? null,
    high: bootstrap?.high ?? null,
    probabilityBetter: bootstrap?.probabilityBetter ?? null,
    perLabel: (bootstrap?.perLabel ?? []).map(({ label, difference, low, high }) => ({
      label,
      difference,
      low,
      high,
      margin: marginOf(rules, label),
    })),
    ...(rules.calibrationMargin !== null && {
      calibration: {
        champion: against?.champion.calibrationError ?? null,
        challenger: challenger.calibrationError ?? null,
      },
    }),
    ...(newest && { newest }),
  }
}

function againstFloor(metric: Metric, { value }: GateFigures, { floor }: GateRules): string[] {
  const { metricTitle } = metric
  if (value === null) return [`The ${metricTitle} cannot be measured: the test split has no approved label.`]
  return value > floor ? [] : [`${metricTitle} ${spoken(metric, value)} is not above ${spoken(metric, floor)}.`]
}

function againstChampion(
  metric: Metric,
  challenger: GateFigures,
  against: NonNullable<GateInput['against']>,
  rules: GateRules,
): string[] {
  const { metricTitle } = metric
  const { champion, bootstrap } = against
  const { difference, probabilityBetter } = bootstrap
  if (difference === null || challenger.value === null || champion.value === null) {
    return [`The ${metricTitle} cannot be compared with the champion's: the test split has no approved label.`]
  }
  if (isExpectedBetter(against, rules))
    return isRealLoss(bootstrap, 0)
      ? [
          `${metricTitle} ${signed(metric, difference)} against the champion, beyond noise even on ${bootstrap.images} test images.`,
        ]
      : []
  if (difference <= 0)
    return [
      `${metricTitle} ${spoken(metric, challenger.value)} is not better than the champion's ${spoken(metric, champion.value)}.`,
    ]
  if (difference < rules.leastGain)
    return [`${metricTitle} ${signed(metric, difference)}, a gain of ${spoken(metric, rules.leastGain)} asked for.`]
  if (probabilityBetter !== null && probabilityBetter >= rules.minimumProbability) return []
  return [
    `${metricTitle} ${signed(metric, difference)} is better in ${percent(probabilityBetter ?? 0)} of the resamples only, ` +
      `${percent(rules.minimumProbability)} asked for.`,
  ]
}

/** Where the test split is too small to tell two models apart, and the challenger learned from many more labels; a project that asks for a gain gets it. */
const isExpectedBetter = (
  { bootstrap, timesLabels }: NonNullable<GateInput['against']>,
  { leastGain, minimumProbability }: GateRules,
): boolean =>
  bootstrap.images < FEW_IMAGES &&
  timesLabels !== null &&
  timesLabels >= MANY_MORE &&
  leastGain === 0 &&
  minimumProbability <= DEFAULT_GATE_RULES.minimumProbability

/** So many images are asked of the newest ones as well, before they decide anything. */
const FEW_IMAGES = 30
/** Learning curves on real sets gain a point or more by this much, which is more than chance takes. */
const MANY_MORE = 1.2

function judgeLosses(
  metric: Metric,
  bootstrap: PairedBootstrap,
  challenger: GateFigures,
  rules: GateRules,
): { sentence: string; real: boolean }[] {
  return labelLosses(bootstrap, (label) => marginOf(rules, label)).map(({ label, difference, margin, real }) => {
    const count = challenger.perLabel.find((figures) => figures.label === label)?.count ?? 0
    const sentence = `${label} ${signed(metric, difference)}, margin ${spoken(metric, margin)} (${count} in the test split)`
    return { sentence, real }
  })
}

function judgeNewest({ images, least, snapshotNumber, difference }: NewestComparison, rules: GateRules): NewestVerdict {
  const told = { images, least, snapshotNumber }
  if (!difference) return { ...told, verdict: 'too-few', difference: null, low: null, high: null }
  const { low, high } = difference
  const isWorse = isRealLoss(difference, rules.newestMargin)
  return { ...told, verdict: isWorse ? 'worse' : 'agrees', difference: difference.difference, low, high }
}

function againstNewest(metric: Metric, newest: NewestVerdict | undefined): string[] {
  if (newest?.verdict !== 'worse' || newest.difference === null) return []
  return [`${metric.metricTitle} ${signed(metric, newest.difference)} on the ${newest.images} newest approved images.`]
}

function againstCalibration(
  { calibrationError: own }: GateFigures,
  against: GateInput['against'],
  { calibrationMargin }: GateRules,
): string[] {
  const champions = against?.champion.calibrationError
  if (calibrationMargin === null || own == null || champions == null || own <= champions + calibrationMargin) return []
  return [
    `Its scores are off by ${percent(own)} on average, the champion's by ${percent(champions)}; ${percent(calibrationMargin)} more is allowed.`,
  ]
}

function againstCaps({ latencyMs, bytes }: GateFigures, { latencyCapMs, sizeCap }: GateRules): string[] {
  const isSlow = latencyCapMs !== null && latencyMs !== null && latencyMs > latencyCapMs
  const isLarge = sizeCap !== null && bytes !== undefined && bytes > sizeCap
  return [
    ...(isSlow ? [`An image takes ${latencyMs.toFixed(1)} ms, cap ${latencyCapMs.toFixed(1)} ms.`] : []),
    ...(isLarge ? [`Its files take ${megabytes(bytes)} MB, cap ${megabytes(sizeCap)} MB.`] : []),
  ]
}

const megabytes = (bytes: number) => (bytes / BYTES_PER_MB).toFixed(1)

function praise(metric: Metric, { value }: GateFigures, against: GateInput['against']): string {
  const reached = `${metric.metricTitle} ${spoken(metric, value ?? 0)}`
  if (!against) return `${reached}, the first model.`
  const { difference, probabilityBetter, images } = against.bootstrap
  if (difference !== null && difference <= 0)
    return (
      `${reached}, ${signed(metric, difference)} against the champion, which ${images} test images cannot tell from noise; ` +
      `it learned from ${against.timesLabels?.toFixed(1)} times the labels.`
    )
  return `${reached}, ${signed(metric, difference ?? 0)} against the champion, better in ${percent(probabilityBetter ?? 0)} of the resamples.`
}

const marginOf = (rules: GateRules, label: string) => rules.marginOf?.[label] ?? rules.margin

const percent = (share: number) => `${(share * 100).toFixed(0)} %`
