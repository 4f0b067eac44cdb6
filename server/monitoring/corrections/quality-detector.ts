import { alarmLine } from './alarm-line.ts'
import { createDropOdds, tablesOf } from './drop-odds.ts'
import { type Counted, designEffect } from './estimate-share.ts'
import { strataByScore, together } from './score-strata.ts'

/** From so many decided images on it is known what is usual. */
export const LEARNING_IMAGES = 100
/** Settled once the sum is below this part of the line. */
const LOWER_PART = 0.5
/** Odds above this logarithm are all the same: a long drop must not take as long to be over. */
const HIGHEST = 12
/** Images that "now" is the mean of. */
const NOW_IMAGES = 50

export interface Watched {
  readonly usual: number | null
  readonly now: number | null
  /** Logarithm of the odds of a drop, and where it alarms. */
  readonly sum: number
  readonly line: number | null
  readonly state: 'learning' | 'steady' | 'dropped'
  /** Places in the stream where the state became dropped. */
  readonly alarms: readonly number[]
}

/**
 * Watches a stream of decided images for a drop of a share by the odds that one has begun (see `drop-odds.ts`): over all images alike, and, where
 * scores are known, over parts of like scores, since a sure suggestion that turns out wrong says more than an unsure one; the mean of both odds
 * counts. The line that alarms is set so that at most `alpha` of streams of 500 images without any change alarm (see `alarm-line.ts`). Images
 * without any shape to judge are passed over. The same stream and seed give the same answer.
 */
export function watchQuality(stream: readonly Counted[], { alpha, seed }: { alpha: number; seed: number }): Watched {
  const images = stream.filter(({ of }) => of > 0)
  const now = shareOf(images.slice(-NOW_IMAGES))
  if (images.length < LEARNING_IMAGES) return { usual: shareOf(images), now, sum: 0, line: null, state: 'learning', alarms: [] }
  const learned = images.slice(0, LEARNING_IMAGES)
  // What was not seen in a hundred images may be usual all the same: taken in, the usual share is not rated too high.
  const known = [...learned, ...unseen(learned)]
  const watchFrom = watching(learned)
  const line = alarmLine(
    known,
    (before) => {
      const { add } = watchFrom(before)
      return (image) => add(image, true)
    },
    { alpha, seed, learning: LEARNING_IMAGES },
  )
  const watch = watchFrom(known)
  const alarms: number[] = []
  let [sum, isDropped] = [0, false]
  for (let place = LEARNING_IMAGES; place < images.length; place++) {
    sum = watch.add(images[place] as Counted, !isDropped)
    const wasDropped = isDropped
    isDropped = sum >= line || (isDropped && sum >= line * LOWER_PART)
    if (!isDropped || wasDropped) continue
    alarms.push(place)
    watch.forgetRecent()
  }
  return { usual: watch.usual(), now, sum, line, state: isDropped ? 'dropped' : 'steady', alarms }
}

/** Watches begun with given images, as the ways of looking at them are told by the learned ones. */
function watching(learned: readonly Counted[]) {
  const togetherness = togethernessOf(learned)
  const ways = [together, strataByScore(learned)]
    .filter((strata) => strata !== null)
    .map((strata) => ({ strata, tables: tablesOf(learned, strata, togetherness), highest: Math.exp(HIGHEST) }))
  return (before: readonly Counted[]) => {
    const all = ways.map((way) => createDropOdds(before, way))
    return {
      add: (image: Counted, isLearning: boolean): number =>
        Math.max(0, Math.log(all.reduce((odds, one) => odds + one.add(image, isLearning), 0) / all.length)),
      forgetRecent(): void {
        for (const one of all) one.forgetRecent()
      },
      usual: () => all[0]?.usual() ?? null,
    }
  }
}

/** One more image that is wrong as a whole, and one that is right, of a middling score: both may come, seen or not. */
function unseen(learned: readonly Counted[]): Counted[] {
  const of = Math.max(1, Math.round(totalOf(learned).of / learned.length))
  return [
    { hits: 0, of },
    { hits: of, of },
  ]
}

/** How much shapes of one image go right or wrong together, 0 to 1: the correlation within images, from the design effect (Kish 1965). */
function togethernessOf(images: readonly Counted[]): number {
  const size = images.reduce((sum, { of }) => sum + of * of, 0) / totalOf(images).of
  return size > 1 ? Math.min(1, (designEffect(images) - 1) / (size - 1)) : 0
}

function totalOf(images: readonly Counted[]): Counted {
  return images.reduce((sum, { hits, of }) => ({ hits: sum.hits + hits, of: sum.of + of }), { hits: 0, of: 0 })
}

function shareOf(images: readonly Counted[]): number | null {
  const { hits, of } = totalOf(images)
  return of === 0 ? null : hits / of
}
