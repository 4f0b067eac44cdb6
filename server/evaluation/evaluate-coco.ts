import type { CocoDetection, CocoTruth } from './coco/coco-files.ts'
import { boxComparison } from './coco/compare-boxes.ts'
import { keypointComparison } from './coco/compare-keypoints.ts'
import { maskComparison } from './coco/compare-masks.ts'
import {
  AREAS,
  type Comparison,
  type Figure,
  type FigureName,
  type ImageLabel,
  LEVEL_50,
  OVERLAP_THRESHOLDS,
} from './coco/comparison.ts'
import { pairsByCategory } from './coco/pairs-by-category.ts'
import { evaluateLabel, type LabelFigures, rankLabel } from './evaluate-label.ts'
import { matchDetections } from './match-detections.ts'
import { mean } from './precision-at-recalls.ts'

/** COCO's name for what is compared. */
export type IouType = 'bbox' | 'segm' | 'keypoints'

/** The summary numbers by name, 0 to 1, or -1 where nothing could be measured. Keypoints have no small objects and no counts. */
type CocoFigures = Readonly<Record<'AP' | 'AP50' | 'AP75', number> & Partial<Record<FigureName, number>>>

export interface CocoEvaluation {
  readonly figures: CocoFigures
  /** By category; null where the truth has none of it. `count` is how many truths there were to find. */
  readonly perLabel: readonly { label: string; ap: number | null; ap50: number | null; count: number }[]
  /** How many detections were left out because the truth does not know their category. */
  readonly unknownCategory: number
}

const comparisons: Readonly<Record<IouType, Comparison>> = {
  bbox: boxComparison,
  segm: maskComparison,
  keypoints: keypointComparison,
}

/**
 * COCO's evaluation (Lin et al. 2014, arXiv 1405.0312), number by number equal to pycocotools 2.0.11; one deliberate difference: there a truth
 * whose id is 0 can never be found. Throws `EvaluationInputError` for a detection on an image that the truth does not know.
 */
export function evaluateCoco(input: {
  truth: CocoTruth
  detections: readonly CocoDetection[]
  iouType: IouType
}): CocoEvaluation {
  const { truth, detections } = input
  const comparison = comparisons[input.iouType]
  const pairs = pairsByCategory(truth, detections)
  const categories = new Map(truth.categories.map(({ id, name }) => [id, name]))
  const labels = Array.from(categories, ([id, name]) => evaluateCategory(name, comparison, pairs.get(id) ?? []))
  return {
    figures: summary(comparison.figures, labels),
    perLabel: labels.map(({ label, count, byFigure }) => {
      const whole = byFigure[0]?.averagePrecision
      return { label, ap: whole ? mean(whole) : null, ap50: whole?.[LEVEL_50] ?? null, count }
    }),
    unknownCategory: detections.filter(({ category_id }) => !categories.has(category_id)).length,
  }
}

interface CategoryResult {
  label: string
  count: number
  /** One per figure, in the comparison's order. */
  byFigure: (LabelFigures | null)[]
}

function evaluateCategory(label: string, comparison: Comparison, pairs: readonly ImageLabel[]): CategoryResult {
  const limit = Math.max(...comparison.figures.map((figure) => figure.limit))
  const groups = pairs.map((pair) => comparison.group(pair, limit))
  const ranking = rankLabel(groups)
  const areas = [...new Set(comparison.figures.map(({ area }) => area))]
  const matches = new Map(
    areas.map((area) => [area, groups.map((group) => matchDetections(group, OVERLAP_THRESHOLDS, AREAS[area]))]),
  )
  const done = new Map<string, LabelFigures | null>()
  const byFigure = comparison.figures.map(({ area, limit }) => {
    const key = `${area} ${limit}`
    const known = done.get(key)
    if (known !== undefined) return known
    const figures = evaluateLabel(ranking, matches.get(area) ?? [], OVERLAP_THRESHOLDS.length, limit)
    done.set(key, figures)
    return figures
  })
  return { label, byFigure, count: (matches.get('all') ?? []).reduce((sum, { counted }) => sum + counted, 0) }
}

function summary(figures: readonly Figure[], labels: readonly CategoryResult[]): CocoFigures {
  const numbers: Record<'AP' | 'AP50' | 'AP75', number> & Partial<Record<FigureName, number>> = { AP: -1, AP50: -1, AP75: -1 }
  figures.forEach((figure, place) => {
    const measured = labels.flatMap(({ byFigure }) => {
      const values = byFigure[place]?.[figure.of]
      if (!values) return []
      return figure.level === undefined ? [...values] : [values[figure.level] as number]
    })
    numbers[figure.name] = measured.length > 0 ? mean(Float64Array.from(measured)) : -1
  })
  return numbers
}
