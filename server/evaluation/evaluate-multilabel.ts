import { labelPlaces } from './label-places.ts'

/** One image of a split: the labels it has, and those that a model gave it; any number of either. */
export interface TaggedImage {
  readonly truth: readonly string[]
  readonly predicted: readonly string[]
}

interface Averages {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export interface MultilabelEvaluation {
  /** Every decision counts the same; null without images. */
  readonly micro: Averages | null
  /** Every label that occurs, as truth or as prediction, counts the same. */
  readonly macro: Averages | null
  /** Every image counts the same. */
  readonly samples: Averages | null
  /** Share of images whose labels are all right and complete. */
  readonly subsetAccuracy: number | null
  /** Share of decisions that are wrong. */
  readonly hammingLoss: number | null
  /** In the order of the labels; null where a label occurs nowhere. `count` is on how many images it is true. */
  readonly perLabel: readonly {
    label: string
    precision: number | null
    recall: number | null
    f1: number | null
    count: number
  }[]
}

/**
 * Precision, recall and f1 of images with any number of labels, equal to scikit-learn's `precision_recall_fscore_support` with a division by
 * nothing giving 0; the macro average leaves labels out that occur nowhere. Throws `EvaluationInputError` for a label outside `labels`.
 */
export function evaluateMultilabel(images: readonly TaggedImage[], labels: readonly string[]): MultilabelEvaluation {
  const placeOf = labelPlaces(labels)
  const byLabel = labels.map(() => noDecisions())
  const byImage = images.map(({ truth, predicted }) => {
    const there = new Set(truth.map(placeOf))
    const claimed = new Set(predicted.map(placeOf))
    const own = noDecisions()
    for (const place of new Set([...there, ...claimed])) {
      for (const decisions of [own, byLabel[place] as Decisions]) count(decisions, there.has(place), claimed.has(place))
    }
    return own
  })
  const occurring = byLabel.filter(occurs)
  const all = total(byLabel)
  const decided = images.length * labels.length
  return {
    micro: images.length > 0 ? averagesOf(all) : null,
    macro: meanOf(occurring.map(averagesOf)),
    samples: meanOf(byImage.map(averagesOf)),
    subsetAccuracy: images.length > 0 ? byImage.filter((own) => own.claimed + own.missed === 0).length / images.length : null,
    hammingLoss: decided > 0 ? (all.claimed + all.missed) / decided : null,
    perLabel: labels.map((label, place) => {
      const decisions = byLabel[place] as Decisions
      const averages = occurs(decisions) ? averagesOf(decisions) : { precision: null, recall: null, f1: null }
      return { label, ...averages, count: decisions.right + decisions.missed }
    }),
  }
}

interface Decisions {
  right: number
  /** Claimed, but not true. */
  claimed: number
  /** True, but not claimed. */
  missed: number
}

const noDecisions = (): Decisions => ({ right: 0, claimed: 0, missed: 0 })
const occurs = ({ right, claimed, missed }: Decisions) => right + claimed + missed > 0

function count(decisions: Decisions, there: boolean, claimed: boolean): void {
  if (there && claimed) decisions.right++
  else if (claimed) decisions.claimed++
  else decisions.missed++
}

function total(all: readonly Decisions[]): Decisions {
  const sum = noDecisions()
  for (const { right, claimed, missed } of all) {
    sum.right += right
    sum.claimed += claimed
    sum.missed += missed
  }
  return sum
}

function averagesOf({ right, claimed, missed }: Decisions): Averages {
  return {
    precision: right + claimed > 0 ? right / (right + claimed) : 0,
    recall: right + missed > 0 ? right / (right + missed) : 0,
    f1: right + claimed + missed > 0 ? (2 * right) / (2 * right + claimed + missed) : 0,
  }
}

function meanOf(all: readonly Averages[]): Averages | null {
  if (all.length === 0) return null
  const mean = (of: keyof Averages) => all.reduce((sum, averages) => sum + averages[of], 0) / all.length
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') }
}
