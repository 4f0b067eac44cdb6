import type { LabelThreshold } from '#shared/domain/evaluation.ts'

/** What the model that made the suggestions knows of a label. */
export interface LabelKnowledge {
  /** Suggestions are shown from this score on: here the model is as likely wrong as the project allows. */
  readonly threshold: number
  /** How rare the label was in what the model learned from. */
  readonly weight: number
}

/** Where nothing is known of a label: the middle, as often as the others. */
const UNKNOWN: LabelKnowledge = { threshold: 0.5, weight: 1 }
/** A threshold of exactly 0 or 1 leaves no score on one side of it. */
const NEAREST_TO_END = 0.001

/**
 * What is known per label: the calibrated threshold, and the weight of Brust et al. 2019 (Active Learning for Deep Object
 * Detection, arXiv 1809.09875) against imbalance: (instances + labels) / (instances of the label + 1).
 */
export function knowledgeOf(
  thresholds: readonly LabelThreshold[],
  learned: readonly { label: string; train: number }[],
): Map<string, LabelKnowledge> {
  const total = learned.reduce((sum, { train }) => sum + train, 0)
  const trained = new Map(learned.map(({ label, train }) => [label, train]))
  const labels = new Set([...thresholds.map(({ label }) => label), ...trained.keys()])
  const threshold = new Map(thresholds.map((entry) => [entry.label, entry.threshold]))
  return new Map(
    [...labels].map((label) => [
      label,
      {
        threshold: Math.min(Math.max(threshold.get(label) ?? UNKNOWN.threshold, NEAREST_TO_END), 1 - NEAREST_TO_END),
        weight: total === 0 ? UNKNOWN.weight : (total + labels.size) / ((trained.get(label) ?? 0) + 1),
      },
    ]),
  )
}

/**
 * The information of a suggestion as the database computes it: its doubt (1 at the threshold, falling in a straight line to 0 at
 * the scores 0 and 1; at a threshold of one half the 1-vs-2 margin of the paper above) times the weight of its label.
 */
export function informationOf(knowledge: ReadonlyMap<string, LabelKnowledge>): object {
  const known = [...knowledge].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  return branch(known)
}

// A tree of comparisons: three thousand labels are told apart in twelve steps.
function branch(known: readonly (readonly [string, LabelKnowledge])[]): object {
  const [first] = known
  if (!first) return weighted(UNKNOWN)
  if (known.length === 1) return { $cond: [{ $eq: ['$label', { $literal: first[0] }] }, weighted(first[1]), weighted(UNKNOWN)] }
  const middle = known.length >> 1
  const at = known[middle]?.[0] ?? first[0]
  return { $cond: [{ $lt: ['$label', { $literal: at }] }, branch(known.slice(0, middle)), branch(known.slice(middle))] }
}

function weighted({ threshold, weight }: LabelKnowledge): object {
  const score = '$origin.score'
  const above = { $divide: [{ $subtract: [1, score] }, 1 - threshold] }
  const below = { $divide: [score, threshold] }
  return { $multiply: [weight, { $cond: [{ $gte: [score, threshold] }, above, below] }] }
}
