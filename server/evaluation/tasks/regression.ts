import { TOLERATED_DEVIATIONS } from '#shared/tasks/regression.ts'
import { evaluateRegression, type RatedImage } from '../evaluate-regression.ts'
import { meanOfLabels } from './mean-of-labels.ts'
import type { MeasuredImage, TaskEvaluation } from './task-evaluation.ts'

/** Numbers per image, as scikit-learn judges them; over several labels the plain mean of each figure. */
export const regression: TaskEvaluation<'regression'> = {
  figures(images, labels) {
    const perLabel = labels.map((label) => {
      const rated = ratedImages(images, label)
      return { label, ...evaluateRegression(rated), count: rated.length }
    })
    const meanOf = (figure: 'mae' | 'rmse' | 'nrmse' | 'r2') => mean(perLabel.flatMap((figures) => figures[figure] ?? []))
    return { mae: meanOf('mae'), rmse: meanOf('rmse'), nrmse: meanOf('nrmse'), r2: meanOf('r2'), perLabel }
  },
  resampled(images, labels) {
    const byLabel = labels.map((label) => ratedImages(images, label))
    return meanOfLabels(images, labels, (weights) => byLabel.map((rated) => weightedDetermination(rated, weights)))
  },
  outcomes: (images, labels) =>
    labels.flatMap((label) => {
      const rated = ratedImages(images, label)
      const tolerated = TOLERATED_DEVIATIONS * deviation(rated.map(({ truth }) => truth))
      return rated.map(({ truth, predicted, score, image }) => {
        return { label, score, correct: Math.abs(truth - predicted) <= tolerated, image }
      })
    }),
}

type Rated = RatedImage & { score: number; image: number }

// An image without the number, or without any prediction of it, says nothing.
function ratedImages(images: readonly MeasuredImage[], label: string): Rated[] {
  return images.flatMap(({ truth, predictions }, image) => {
    const wanted = truth.find((object) => object.label === label)?.value ?? null
    const said = predictions.find((found) => found.label === label)
    if (wanted === null || !said || said.value === null) return []
    return [{ truth: wanted, predicted: said.value, score: said.score, image }]
  })
}

/** R² with every image counting as often as its weight says; equal to `evaluateRegression` where every weight is 1. */
function weightedDetermination(rated: readonly Rated[], weights: Uint32Array): number | null {
  const weightOf = ({ image }: Rated) => weights[image] as number
  const sum = (of: (one: Rated) => number) => rated.reduce((total, one) => total + weightOf(one) * of(one), 0)
  const count = sum(() => 1)
  if (count < 2) return null
  const center = sum(({ truth }) => truth) / count
  const variance = sum(({ truth }) => (truth - center) ** 2)
  const error = sum(({ truth, predicted }) => (truth - predicted) ** 2)
  if (variance > 0) return 1 - error / variance
  return error === 0 ? 1 : 0
}

function deviation(values: readonly number[]): number {
  const center = mean(values) ?? 0
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)) ?? 0)
}

const mean = (values: readonly number[]): number | null =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null
