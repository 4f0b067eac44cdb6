import { createRandom, type Random } from '#shared/random.ts'
import type { Counted } from './estimate-share.ts'

/** The false-alarm level holds over so many images without a change. */
export const HORIZON = 500
const SIMULATIONS = 600
/** Weights of images are rounded to so many parts. */
const SLOTS = 4096

/** What watches a stream: given the images that come first, what it says after each further one. */
type Watching = (before: readonly Counted[]) => (image: Counted) => number

/**
 * What the watch must say to alarm, so that at most `alpha` of streams of 500 images without any change do. Streams are drawn from what the known
 * images may stand for (Bayesian bootstrap, Rubin 1981), and watched from their beginning, the first `learning` images included.
 */
export function alarmLine(
  known: readonly Counted[],
  watching: Watching,
  { alpha, seed, learning }: { alpha: number; seed: number; learning: number },
): number {
  const random = createRandom(seed)
  const highest = Array.from({ length: SIMULATIONS }, () => {
    const draw = drawingFrom(known, random)
    const watch = watching(Array.from({ length: learning }, draw))
    let most = 0
    for (let place = 0; place < HORIZON; place++) most = Math.max(most, watch(draw()))
    return most
  }).sort((a, b) => a - b)
  const rank = Math.min(SIMULATIONS - 1, Math.ceil((1 - alpha) * SIMULATIONS))
  return highest[rank] ?? 0
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
