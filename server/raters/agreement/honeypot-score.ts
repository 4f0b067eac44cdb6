import type { ShareEstimate } from '#shared/domain/labeling-function.ts'
import { wilsonInterval } from '#shared/wilson-interval.ts'
import { matchedUnits } from './matched-units.ts'
import type { RatedImage, RatedObject } from './rated-image.ts'
import { type RatedOn, ratedUnits } from './rated-units.ts'

const TRUTH = 'truth'

/**
 * How a rater did on images whose truth is known: of classes and tags the share right; of objects the F1 of those in the right place with the right label;
 * null where there are none, or in a task about numbers.
 */
export function honeypotScore(
  on: RatedOn,
  rater: string,
  images: readonly RatedImage[],
  labels: readonly string[],
): ShareEstimate | null {
  if (on === 'numbers') return null
  const known = images.flatMap(({ ratings, truth }) => {
    const rated = ratings.get(rater)
    return truth && rated ? [{ rated, truth }] : []
  })
  if (on === 'shapes') return placedScore(known)
  const both = known.map(({ rated, truth }) => ({
    ratings: new Map([
      [rater, rated],
      [TRUTH, truth],
    ]),
  }))
  const units = ratedUnits(on, both, labels)
  return wilsonInterval(units.filter(({ said }) => said.get(rater) === said.get(TRUTH)).length, units.length)
}

function placedScore(known: readonly { rated: readonly RatedObject[]; truth: readonly RatedObject[] }[]): ShareEstimate | null {
  let [right, all] = [0, 0]
  for (const { rated, truth } of known) {
    const units = matchedUnits(
      new Map([
        ['rated', rated],
        [TRUTH, truth],
      ]),
    )
    right += units.filter((unit) => unit.get('rated') && unit.get('rated')?.label === unit.get(TRUTH)?.label).length
    all += rated.length + truth.length
  }
  return wilsonInterval(2 * right, all)
}
