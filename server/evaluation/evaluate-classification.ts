import { labelPlaces } from './label-places.ts'

/** One image of a split: its label and the one that a model gave it. */
export interface ClassifiedImage {
  readonly truth: string
  readonly predicted: string
}

export interface ClassificationEvaluation {
  /** Share of images whose label is right, or null where there is no image. */
  readonly accuracy: number | null
  /** Mean f1 of the labels that occur, as truth or as prediction. */
  readonly macroF1: number | null
  /** In the order of the labels; null where a label occurs neither as truth nor as prediction. `count` is how often it is true. */
  readonly perLabel: readonly {
    label: string
    precision: number | null
    recall: number | null
    f1: number | null
    count: number
  }[]
  /** How often a true label (row) was predicted as which (column), in the order of the labels. */
  readonly confusion: number[][]
}

/**
 * Accuracy, precision, recall and f1 equal to scikit-learn's (`classification_report`, `confusion_matrix`; a division by nothing gives 0).
 * Throws `EvaluationInputError` for a label outside `labels`.
 */
export function evaluateClassification(images: readonly ClassifiedImage[], labels: readonly string[]): ClassificationEvaluation {
  const placeOf = labelPlaces(labels)
  const confusion = labels.map(() => labels.map(() => 0))
  for (const { truth, predicted } of images) {
    const row = confusion[placeOf(truth)] as number[]
    row[placeOf(predicted)] = (row[placeOf(predicted)] as number) + 1
  }
  const perLabel = labels.map((label, index) => ({ label, ...figuresOf(confusion, index) }))
  const f1s = perLabel.flatMap(({ f1 }) => f1 ?? [])
  const right = sum(labels.map((_, index) => confusion[index]?.[index] ?? 0))
  return {
    accuracy: images.length > 0 ? right / images.length : null,
    macroF1: f1s.length > 0 ? sum(f1s) / f1s.length : null,
    perLabel,
    confusion,
  }
}

function figuresOf(confusion: readonly number[][], index: number) {
  const right = confusion[index]?.[index] ?? 0
  const count = sum(confusion[index] ?? [])
  const predicted = sum(confusion.map((row) => row[index] ?? 0))
  if (count + predicted === 0) return { precision: null, recall: null, f1: null, count }
  return {
    precision: predicted > 0 ? right / predicted : 0,
    recall: count > 0 ? right / count : 0,
    f1: (2 * right) / (count + predicted),
    count,
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
