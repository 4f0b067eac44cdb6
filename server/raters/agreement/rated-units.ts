import type { VotedOn } from '#shared/tasks/voted-on.ts'
import { matchedUnits } from './matched-units.ts'
import type { RatedImage, RatedObject } from './rated-image.ts'

/** What is compared: as functions vote on it, or the numbers that a task is about. */
export type RatedOn = VotedOn | 'numbers'

/** One thing that several raters judged: each one's value, a place of a class or a number. */
export interface RatedUnitOf {
  /** Place of its image among those compared. */
  readonly image: number
  readonly said: ReadonlyMap<string, number>
}

/**
 * What raters said of images as units to compare. images: the place of the label among `labels`, or their number where somebody chose none. tags: of every
 * label 1 or 0. shapes: of every matched object the place of its label, and the number of labels for those who rated the image and did not see it.
 * numbers: of every label its value.
 */
export function ratedUnits(
  on: RatedOn,
  images: readonly Pick<RatedImage, 'ratings'>[],
  labels: readonly string[],
): RatedUnitOf[] {
  const placeOf = ({ label }: { label: string }) => {
    const place = labels.indexOf(label)
    return place < 0 ? labels.length : place
  }
  return images.flatMap(({ ratings }, image): RatedUnitOf[] => {
    const each = <T>(read: (rated: readonly RatedObject[]) => T) =>
      new Map([...ratings].map(([rater, rated]) => [rater, read(rated)]))
    switch (on) {
      case 'images':
        return [{ image, said: each(([first]) => (first ? placeOf(first) : labels.length)) }]
      case 'tags':
        return labels.map((label) => ({ image, said: each((rated) => Number(rated.some((one) => one.label === label))) }))
      case 'shapes':
        return matchedUnits(ratings).map((unit) => {
          const seen = (rater: string) => unit.get(rater)
          return { image, said: new Map([...ratings.keys()].map((rater) => [rater, placeOf(seen(rater) ?? ABSENT)])) }
        })
      case 'numbers':
        return labels.map((label) => ({ image, said: withoutNulls(each((rated) => numberOf(rated, label))) }))
      default:
        return on satisfies never
    }
  })
}

const ABSENT = { label: '' }

const numberOf = (rated: readonly RatedObject[], label: string): number | null =>
  rated.find((one) => one.label === label)?.value ?? null

const withoutNulls = (said: ReadonlyMap<string, number | null>): Map<string, number> =>
  new Map([...said].flatMap(([rater, value]) => (value === null ? [] : [[rater, value] as const])))
