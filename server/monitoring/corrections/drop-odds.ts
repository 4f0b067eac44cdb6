import type { Counted } from './estimate-share.ts'
import type { Strata } from './score-strata.ts'

/** A drop of this much is looked for; smaller ones take longer, larger ones are found sooner. */
const DROP = 0.15
/** No share is quite 0 or 1. */
const EDGE = 0.02
/** What one image can say at most: one that is wrong as a whole is no proof, and how often such come is not learned from a hundred. */
const MOST_SAID = 1.2
/** The usual share is one of these, nobody knows which; all the same beforehand. */
const SHARES = Array.from({ length: 49 }, (_, place) => 0.02 * (place + 1))
const UNLIKELY = 1e-9
/** Chances are made to sum to one again before they become too small to hold. */
const SMALL = 1e-100
/** A part of the images that was seen little goes right as often as all do: this many shapes' worth of belief. */
const BELIEF = 5
/** What is usual is remembered after so many images, and so many times: a drop is forgotten by going back a hundred images. */
const REMEMBERED_EVERY = 20
const REMEMBERED = 5

/** How likely it is that a drop has begun. */
interface DropOdds {
  /** Takes one more image in; with `isLearning` it also says what is usual. The odds of a drop afterwards, as a sum over all moments it may have begun at. */
  add(image: Counted, isLearning: boolean): number
  /** Forgets what the last hundred images said of what is usual: they belong to a drop. */
  forgetRecent(): void
  usual(): number
}

/**
 * The odds of a drop by 15 points after each image, against none (Shiryaev 1963, Roberts 1966), where the usual share is unknown: for every share
 * that it may be, the odds go on by the likelihood ratio of the image, and the mean over those shares counts, each as likely as all images so far
 * make it. That is the Bayes factor of a drop against none, summed over the moments it may have begun at. In strata every part has a share of its
 * own, which keeps its odds to the others as they were learned; a drop takes the same part of each. Shapes of one image that go together
 * (`togetherness`, 0 to 1) count less. `highest`: the odds go no higher.
 */
export function createDropOdds(
  learned: readonly Counted[],
  { strata, tables, highest }: { strata: Strata; tables: Tables; highest: number },
): DropOdds {
  const odds = new Float64Array(SHARES.length)
  let belief = believed(learned.map((image) => tables(strata.of(image), image).likelihood))
  // Shares that the learned images rule out cost time only.
  const first = belief.findIndex((chance) => chance > UNLIKELY)
  const end = belief.findLastIndex((chance) => chance > UNLIKELY) + 1
  let remembered: Float64Array<ArrayBuffer>[] = []
  let taken = 0
  return {
    add(image, isLearning) {
      const { ratio, likelihood } = tables(strata.of(image), image)
      if (isLearning && taken++ % REMEMBERED_EVERY === 0) remembered = [...remembered, belief.slice()].slice(-REMEMBERED)
      let [whole, weighed] = [0, 0]
      for (let at = first; at < end; at++) {
        const chance = (belief[at] as number) * (isLearning ? (likelihood[at] as number) : 1)
        const now = Math.min(highest, (1 + (odds[at] as number)) * (ratio[at] as number))
        belief[at] = chance
        odds[at] = now
        whole += chance
        weighed += chance * now
      }
      if (whole < SMALL) belief = belief.map((chance) => chance / whole)
      return weighed / whole
    },
    forgetRecent() {
      belief = remembered[0]?.slice() ?? belief
      remembered = []
    },
    usual: () => meanShare(belief.subarray(first, end), SHARES.slice(first, end)),
  }
}

/** How likely each share is after these images. */
function believed(likelihoods: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const belief = new Float64Array(SHARES.length).fill(1)
  for (const likelihood of likelihoods) {
    let most = 0
    for (let at = 0; at < belief.length; at++) {
      belief[at] = (belief[at] as number) * (likelihood[at] as number)
      most = Math.max(most, belief[at] as number)
    }
    for (let at = 0; at < belief.length; at++) belief[at] = (belief[at] as number) / most
  }
  return belief
}

function meanShare(belief: Float64Array, shares: readonly number[]): number {
  const whole = belief.reduce((sum, chance) => sum + chance, 0)
  return shares.reduce((sum, share, at) => sum + share * (belief[at] as number), 0) / whole
}

/** For every share that may be the usual one: how likely an image is, and how many times likelier after a drop. */
type Tables = (stratum: number, image: Counted) => { readonly likelihood: Float64Array; readonly ratio: Float64Array }

/** What images say, reckoned once for each kind of image. `learned` tells how the parts differ. */
export function tablesOf(learned: readonly Counted[], strata: Strata, togetherness: number): Tables {
  const shift = Array.from({ length: strata.count }, (_, stratum) => shiftOf(learned, strata, stratum))
  const known = new Map<number, ReturnType<Tables>>()
  return (stratum, { hits, of }) => {
    const key = (of * (of + 1) + hits) * strata.count + stratum
    const before = known.get(key)
    if (before) return before
    const weight = 1 / (1 + (of - 1) * togetherness)
    const likelihood = new Float64Array(SHARES.length)
    const ratio = new Float64Array(SHARES.length)
    for (const [at, all] of SHARES.entries()) {
      const usual = within(1 / (1 + Math.exp(-logOdds(all) - (shift[stratum] ?? 0))))
      const lower = within((usual * Math.max(0, all - DROP)) / all)
      const said = weight * (hits * Math.log(lower / usual) + (of - hits) * Math.log((1 - lower) / (1 - usual)))
      likelihood[at] = Math.exp(weight * (hits * Math.log(usual) + (of - hits) * Math.log(1 - usual)))
      ratio[at] = Math.exp(Math.min(MOST_SAID, Math.max(-MOST_SAID, said)))
    }
    const made = { likelihood, ratio }
    known.set(key, made)
    return made
  }
}

/** How the log odds of a part differ from those of all. */
function shiftOf(learned: readonly Counted[], strata: Strata, stratum: number): number {
  const all = shareOf(learned)
  const own = learned.filter((image) => strata.of(image) === stratum)
  const [hits, of] = totalOf(own)
  return logOdds(within((hits + BELIEF * all) / (of + BELIEF))) - logOdds(all)
}

function shareOf(images: readonly Counted[]): number {
  const [hits, of] = totalOf(images)
  return within(hits / of)
}

const totalOf = (images: readonly Counted[]): [hits: number, of: number] =>
  images.reduce<[number, number]>(([hits, of], image) => [hits + image.hits, of + image.of], [0, 0])

const within = (share: number): number => Math.min(1 - EDGE, Math.max(EDGE, share))
const logOdds = (share: number): number => Math.log(share / (1 - share))
