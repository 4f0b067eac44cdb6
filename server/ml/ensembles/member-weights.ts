/** An error below this share of the variance counts as this: no member is trusted without end. */
const LEAST_ERROR = 1e-3

/** Weights in proportion to the members' figures, 0 to 1 where more is better; they sum to 1, and are equal where no figure is above 0. */
export const weightsByFigure = (figures: readonly (number | null)[]): number[] =>
  shares(figures.map((figure) => Math.max(0, figure ?? 0)))

/**
 * Weights by one over the mean squared error (Bates and Granger 1969, "The Combination of Forecasts", with no regard to how errors go
 * together), from each member's R², which is one less that error over the variance; they sum to 1.
 */
export const weightsByError = (determinations: readonly (number | null)[]): number[] =>
  shares(determinations.map((r2) => (r2 === null ? 0 : 1 / Math.max(LEAST_ERROR, 1 - r2))))

function shares(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0)
  return values.map((value) => (total > 0 ? value / total : 1 / values.length))
}
