/** Seconds of training by default: some to start with, more per million pixels of input, and never so long that a person stops waiting. */
const BUDGET_SECONDS = { base: 60, perMegapixel: 36, most: 480 }
const PIXELS_PER_MEGAPIXEL = 1e6

/** How long a training takes where nobody said, in seconds, by the pixels of all its images at the size of its input. */
export function usualBudgetSeconds(pixels: number): number {
  return Math.min(BUDGET_SECONDS.most, BUDGET_SECONDS.base + (BUDGET_SECONDS.perMegapixel * pixels) / PIXELS_PER_MEGAPIXEL)
}
