import type { Counted } from './estimate-share.ts'

/** Parts of about as many images each: enough to tell sure from unsure suggestions, few enough to know the share of each. */
const PARTS = 5
/** With scores on fewer images than this share the rest would decide. */
const LEAST_SCORED = 0.9

/** Into which part of the scores an image falls, from 0 on. */
export interface Strata {
  readonly count: number
  readonly of: (image: Counted) => number
}

/** All images as one. */
export const together: Strata = { count: 1, of: () => 0 }

/** Parts by the scores of these images; null where they have none, or all the same. Images without a score are in the middle part. */
export function strataByScore(images: readonly Counted[]): Strata | null {
  const scores = images.flatMap(({ score }) => score ?? []).sort((a, b) => a - b)
  if (scores.length < LEAST_SCORED * images.length) return null
  const cuts = Array.from({ length: PARTS - 1 }, (_, part) => scores[Math.round(((part + 1) * scores.length) / PARTS)] as number)
  const ends = [...new Set(cuts)].filter((end) => end > (scores[0] as number))
  if (ends.length === 0) return null
  const middle = ends.length >> 1
  return {
    count: ends.length + 1,
    of({ score }) {
      if (score === undefined) return middle
      let part = 0
      while (part < ends.length && score >= (ends[part] as number)) part++
      return part
    },
  }
}
