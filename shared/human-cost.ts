/**
 * What an act costs a person, in seconds: extreme clicking (arXiv 1708.02750) for drawing, verification (arXiv 1602.08405)
 * for deciding, iterative annotation (arXiv 2411.19835, 2007.00961) for the rest.
 */
export const HUMAN_SECONDS = {
  /** Draw a box. */
  draw: 7,
  /** Accept or reject a suggestion. */
  decide: 1.6,
  /** Move or resize a shape. */
  adjust: 3.5,
  relabel: 2,
  /** Look over an image for what was missed. */
  look: 1,
  /** Choose the class of an image. */
  classify: 2,
} as const
