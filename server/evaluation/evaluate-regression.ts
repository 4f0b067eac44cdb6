/** One image of a split: its value and the one that a model gave it. */
export interface RatedImage {
  readonly truth: number
  readonly predicted: number
}

export interface RegressionEvaluation {
  /** Mean absolute error, in the unit of the values. */
  readonly mae: number | null
  /** Root mean squared error, in the unit of the values. */
  readonly rmse: number | null
  /** `rmse` over the range of the true values; null where they are all the same. */
  readonly nrmse: number | null
  /** Coefficient of determination, at most 1; null below two images. */
  readonly r2: number | null
}

const NOTHING: RegressionEvaluation = { mae: null, rmse: null, nrmse: null, r2: null }
const LEAST_FOR_R2 = 2

/** Errors of predicted values, equal to scikit-learn's; `r2` of a constant truth is 1 when every value is right, else 0. */
export function evaluateRegression(images: readonly RatedImage[]): RegressionEvaluation {
  if (images.length === 0) return NOTHING
  const truths = images.map(({ truth }) => truth)
  const center = meanOf(truths)
  const range = truths.reduce((a, b) => Math.max(a, b)) - truths.reduce((a, b) => Math.min(a, b))
  const squaredError = meanOf(images.map(({ truth, predicted }) => (truth - predicted) ** 2))
  const variance = meanOf(truths.map((truth) => (truth - center) ** 2))
  const rmse = Math.sqrt(squaredError)
  return {
    mae: meanOf(images.map(({ truth, predicted }) => Math.abs(truth - predicted))),
    rmse,
    nrmse: range > 0 ? rmse / range : null,
    r2: images.length < LEAST_FOR_R2 ? null : determination(squaredError, variance),
  }
}

function determination(squaredError: number, variance: number): number {
  if (variance > 0) return 1 - squaredError / variance
  return squaredError === 0 ? 1 : 0
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
