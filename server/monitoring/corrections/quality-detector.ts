import { createRandom, type Random } from '#shared/random.ts'
import { type Counted, designEffect } from './estimate-share.ts'

/** From so many decided images on it is known what is usual. */
export const LEARNING_IMAGES = 100
/** The false-alarm level holds over so many images without a change. */
export const HORIZON = 500
/** A drop of this much is looked for; smaller ones take longer, larger ones are found sooner. */
const DROP = 0.15
/** What is usual is learned from images that are at least so many old: a drop must not become usual before it is found. */
const LAG = 100
/** What is usual is reckoned anew after so many images. */
const RECKONED_EVERY = 10
/** No share is quite 0 or 1. */
const EDGE = 0.02
/** What one image can say at most: one that is wrong as a whole is no proof, and how often such come is not learned from a hundred. */
const MOST_SAID = 1.2
const SIMULATIONS = 400
/** Weights of images are rounded to so many parts. */
const SLOTS = 4096
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
 * from what the images of the learning phase may stand for (Bayesian bootstrap, Rubin 1981), so that images of many shapes that go wrong
 * together are allowed for. Images without any shape to judge are passed over. The same stream and seed give the same answer.
 */
export function watchQuality(stream: readonly Counted[], { alpha, seed }: { alpha: number; seed: number }): Watched {
  const images = stream.filter(({ of }) => of > 0)
  const now = shareOf(images.slice(-NOW_IMAGES))
  if (images.length < LEARNING_IMAGES) return { usual: shareOf(images), now, sum: 0, line: null, state: 'learning', alarms: [] }
  const learned = images.slice(0, LEARNING_IMAGES)
  const together = togetherness(learned)
  const line = lineFor(learned, together, alpha, createRandom(seed))
  // What was not seen in a hundred images may be usual all the same: taken in, the usual share is not rated too high.
  const watched = createSum(totalOf([...learned, ...unseen(learned)]), together, line * HIGHEST_PART)
  const alarms: number[] = []
  let isDropped = false
  for (let place = LEARNING_IMAGES; place < images.length; place++) {
    const sum = watched.add(images[place] as Counted, !isDropped)
    const wasDropped = isDropped
    isDropped = sum >= line || (isDropped && sum >= line * LOWER_PART)
    if (!isDropped || wasDropped) continue
    alarms.push(place)
    watched.forgetYoung()
  }
  return { usual: watched.usual(), now, sum: watched.sum(), line, state: isDropped ? 'dropped' : 'steady', alarms }
}

/** The sum that at most `alpha` of unchanged streams reach. */
function lineFor(learned: readonly Counted[], together: number, alpha: number, random: Random): number {
  const known = [...learned, ...unseen(learned)]
  const highest = Array.from({ length: SIMULATIONS }, () => {
    const draw = drawingFrom(known, random)
    const before = { hits: 0, of: 0 }
    for (let place = 0; place < LEARNING_IMAGES; place++) {
      const { hits, of } = draw()
      before.hits += hits
      before.of += of
    }
    const watched = createSum(before, together, Number.POSITIVE_INFINITY)
    let most = 0
    for (let place = 0; place < HORIZON; place++) most = Math.max(most, watched.add(draw(), true))
    return most
  }).sort((a, b) => a - b)
  const rank = Math.min(SIMULATIONS - 1, Math.ceil((1 - alpha) * SIMULATIONS))
  return (highest[rank] ?? 0) + Number.EPSILON
}

/** One more image that is wrong as a whole, and one that is right: both may come, seen or not. */
function unseen(learned: readonly Counted[]): Counted[] {
  const of = Math.max(1, Math.round(totalOf(learned).of / learned.length))
  return [
    { hits: 0, of },
    { hits: of, of },
  ]
}

/** Draws images as often as one of the populations would that the known ones may come from: weights from a flat Dirichlet distribution. */
function drawingFrom(known: readonly Counted[], random: Random): () => Counted {
  const ends: number[] = []
  let end = 0
  for (const _image of known) {
    end -= Math.log(1 - random.next())
    ends.push(end)
  }
  const slots = new Uint16Array(SLOTS)
  for (let slot = 0, place = 0; slot < SLOTS; slot++) {
    while ((ends[place] ?? end) < ((slot + 1 / 2) / SLOTS) * end) place++
    slots[slot] = place
  }
  return () => known[slots[random.integer(SLOTS)] as number] as Counted
}

/** The cumulative sum over images, and the usual share, which follows them at a distance. */
function createSum(before: Counted, together: number, highest: number) {
  let { hits, of } = before
  let ratios = ratiosOf(hits / of)
  let young: Counted[] = []
  let oldest = 0
  let taken = 0
  let sum = 0
  return {
    add(image: Counted, isLearning: boolean): number {
      const said = (image.hits * ratios.right + (image.of - image.hits) * ratios.wrong) / (1 + (image.of - 1) * together)
      sum = Math.min(highest, Math.max(0, sum + Math.min(MOST_SAID, Math.max(-MOST_SAID, said))))
      if (!isLearning) return sum
      young.push(image)
      if (young.length - oldest > LAG) {
        const grown = young[oldest++] as Counted
        hits += grown.hits
        of += grown.of
      }
      if (++taken % RECKONED_EVERY === 0) ratios = ratiosOf(hits / of)
      return sum
    },
    /** What was not learned yet belongs to the drop. */
    forgetYoung(): void {
      young = []
      oldest = 0
    },
    usual: () => hits / of,
    sum: () => sum,
  }
}

/** Log-likelihood ratios of the lower share against the usual one, for a shape that was right and for one that was not. */
function ratiosOf(usual: number): { right: number; wrong: number } {
  const before = Math.min(1 - EDGE, Math.max(2 * EDGE, usual))
  const after = Math.max(EDGE, before - DROP)
  return { right: Math.log(after / before), wrong: Math.log((1 - after) / (1 - before)) }
}

/** How much shapes of one image go right or wrong together, 0 to 1: the correlation within images, from the design effect (Kish 1965). */
function togetherness(images: readonly Counted[]): number {
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
