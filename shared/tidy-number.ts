/** Enough for any pixel, and hides the rounding noise of binary fractions. */
const DECIMALS = 6

/** A number as people write it: 0.3 rather than 0.30000000000000004. */
export const tidyNumber = (value: number): number => Number(value.toFixed(DECIMALS))
