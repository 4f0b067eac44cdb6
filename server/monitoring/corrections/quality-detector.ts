import { createRandom, type Random } from '#shared/random.ts'
import { type Counted, designEffect } from './estimate-share.ts'

/** From so many decided images on it is known what is usual. */
export const LEARNING_IMAGES = 100
/** A drop of this much is looked for; smaller ones take longer, larger ones are found sooner. */
const DROP = 0.15
/** What is usual is learned from images that are at least so many old: a drop must not become usual before it is found. */
const LAG = 100
/** No share is quite 0 or 1. */
const EDGE = 0.02
/** The false-alarm level holds over so many images without a change. */
export const HORIZON = 500
const SIMULATIONS = 400
/** Settled once the sum is below this part of the line. */
const LOWER_PART = 0.25
/** The sum goes no higher than this multiple of the line: a long drop must not take as long to be over. */
const HIGHEST_PART = 1.5
/** Images that "now" is the mean of. */
const NOW_IMAGES = 50

export interface Watched {
  readonly usual: number | null
  readonly now: number | null
  readonly sum: number
  readonly line: number | null
  readonly state: 'learning' | 'steady' | 'dropped'
  /** Places in the stream where the state became dropped. */
  readonly alarms: readonly number[]
}

/**
 * Watches a stream of decided images for a drop of a share: a cumulative sum of log-likelihood ratios (CUSUM, Page 1954) of the usual share
 * against one 15 points lower, where the usual one is estimated from the stream itself (self-starting, Hawkins 1987). The line that alarms is
 * set so that at most `alpha` of streams of 500 images without any change alarm: the whole procedure, estimation included, is run on streams
 * drawn from the images of the learning phase, so that images of many shapes that go wrong together are allowed for. Images without any shape
 * to judge are passed over. The same stream and seed give the same answer.
 */
export function watchQuality(stream: readonly Counted[], { alpha, seed }: { alpha: number; seed: number }): Watched {
  const images = stream.filter(({ of }) => of > 0)
  const now = shareOf(images.slice(-NOW_IMAGES))
  if (images.length < LEARNING_IMAGES) return { usual: shareOf(images), now, sum: 0, line: null, state: 'learning', alarms: [] }
  const learned = images.slice(0, LEARNING_IMAGES)
  const spread = designEffect(learned)
  const line = lineFor(learned, spread, alpha, createRandom(seed))
  return { now, line, ...walk(images, spread, line) }
}

/** The sum that at most `alpha` of unchanged streams ever reach. */
function lineFor(learned: readonly Counted[], spread: number, alpha: number, random: Random): number {
  const draw = () => learned[random.integer(learned.length)] as Counted
  const highest = Array.from({ length: SIMULATIONS }, () => {
    const stream = Array.from({ length: LEARNING_IMAGES + HORIZON }, draw)
    return highestSum(stream, spread)
  }).sort((a, b) => a - b)
  // The next higher one: a sum that equals the line alarms.
  const rank = Math.min(SIMULATIONS - 1, Math.ceil((1 - alpha) * SIMULATIONS))
  return (highest[rank] ?? 0) * (1 + Number.EPSILON) + Number.EPSILON
}

function highestSum(stream: readonly Counted[], spread: number): number {
  const usual = createUsual(stream)
  let sum = 0
  let highest = 0
  for (let place = LEARNING_IMAGES; place < stream.length; place++) {
    sum = Math.max(0, sum + increment(stream[place] as Counted, usual.before(place)) / spread)
    highest = Math.max(highest, sum)
  }
  return highest
}

function walk(images: readonly Counted[], spread: number, line: number): Omit<Watched, 'now' | 'line'> {
  const usual = createUsual(images)
  const alarms: number[] = []
  let share = usual.before(LEARNING_IMAGES)
  let sum = 0
  let isDropped = false
  for (let place = LEARNING_IMAGES; place < images.length; place++) {
    // While it is down nothing becomes usual.
    if (!isDropped) share = usual.before(place)
    sum = Math.min(line * HIGHEST_PART, Math.max(0, sum + increment(images[place] as Counted, share) / spread))
    if (!isDropped && sum >= line) alarms.push(place)
    isDropped = sum >= line || (isDropped && sum >= line * LOWER_PART)
  }
  return { usual: share, sum, state: isDropped ? 'dropped' : 'steady', alarms }
}

/** The share of the images that are old enough, and of the learning phase in any case. */
function createUsual(images: readonly Counted[]) {
  let hits = 0
  let of = 0
  let taken = 0
  return {
    before(place: number): number {
      for (; taken < Math.max(LEARNING_IMAGES, place - LAG); taken++) {
        hits += images[taken]?.hits ?? 0
        of += images[taken]?.of ?? 0
      }
      return hits / of
    },
  }
}

/** Log-likelihood ratio of the lower share against the usual one. */
function increment({ hits, of }: Counted, usual: number): number {
  const before = Math.min(1 - EDGE, Math.max(2 * EDGE, usual))
  const after = Math.max(EDGE, before - DROP)
  return hits * Math.log(after / before) + (of - hits) * Math.log((1 - after) / (1 - before))
}

function shareOf(images: readonly Counted[]): number | null {
  const of = images.reduce((sum, image) => sum + image.of, 0)
  return of === 0 ? null : images.reduce((sum, image) => sum + image.hits, 0) / of
}
