/** Degrees between the hues of neighbours: the golden angle parts any number of them. */
const GOLDEN_ANGLE = 137.508
const FIRST_HUE = 255

/** The colour of the n-th compared run, of the same lightness as all others. */
export const runColor = (place: number): string => `oklch(0.68 0.15 ${((FIRST_HUE + place * GOLDEN_ANGLE) % 360).toFixed(0)})`
