/** Share of the base rate that remains at the end. */
const FINAL_SHARE = 0.01

/** Steps over which the rate rises from nothing. */
export const WARM_UP_STEPS = 50

/** Share of the base rate at a step, `progress` (0 to 1) into the run: linear warm-up, then half a cosine (Loshchilov and Hutter 2017). */
export function learningRateShare(step: number, progress: number): number {
  const warmUp = Math.min(1, (step + 1) / WARM_UP_STEPS)
  const cosine = 0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, progress))
  return warmUp * (FINAL_SHARE + (1 - FINAL_SHARE) * cosine)
}
