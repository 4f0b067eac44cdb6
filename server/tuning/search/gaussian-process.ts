import type { Assignment, SearchSpace } from '#shared/domain/study.ts'
import { createRandom, type Random } from '#shared/random.ts'
import { coordinateOf, optionsOf, pointAt, pointKey } from '#shared/search-space.ts'
import { type Expectation, type Features, fitGaussianProcess } from './gaussian-regression.ts'
import { normalBelow } from './parzen.ts'
import { spreadPoint } from './random.ts'
import type { Observation, Search, SearchMethod } from './search-method.ts'

/** Points spread evenly before the first surface: so many, and more in many dimensions. */
const FIRST_POINTS = { base: 4, perParameter: 1 }
/** The work grows with the cube of the observations: of more, the best and the newest count, half and half. */
const MOST_OBSERVATIONS = 150
const SPREAD_CANDIDATES = 600
/** Around the most promising candidates, ever closer. */
const CLIMBERS = 5
const CLIMBS = 40
const FIRST_LEAP = 0.15
const SHRINK = 0.92

/**
 * Bayesian optimisation: a Gaussian process with a Matérn 5/2 kernel, and the point with the greatest expected improvement over the
 * best so far (Jones et al. 1998; Snoek et al. 2012, arXiv 1206.2944). What is being tried counts as the worst so far, so that workers
 * beside each other look elsewhere (constant liar, Ginsbourger et al. 2010).
 */
export const gaussianProcess: SearchMethod = {
  id: 'gaussian-process',
  propose(search) {
    const { space, seed, index } = search
    const known = observations(search)
    if (search.observed.length < FIRST_POINTS.base + FIRST_POINTS.perParameter * space.length)
      return spreadPoint(space, seed, index)
    const features = featuresOf(
      space,
      known.map(({ point }) => point),
    )
    const expect = fitGaussianProcess(
      features,
      known.map(({ value }) => value),
      seed + index,
    )
    const best = Math.max(...known.map(({ value }) => value))
    const tried = new Set(known.map(({ point }) => pointKey(space, point)))
    const worth = (place: readonly number[]) => {
      const point = pointAt(space, place)
      if (tried.has(pointKey(space, point))) return { point, value: Number.NEGATIVE_INFINITY }
      return { point, value: expectedImprovement(expect(rowOf(space, point)), best) }
    }
    return mostWorth(space, worth, createRandom(seed + index), bestPlace(space, known))
  },
}

/** How much better than the best so far a place is expected to be. */
export function expectedImprovement({ mean, deviation }: Expectation, best: number): number {
  if (deviation === 0) return Math.max(0, mean - best)
  const z = (mean - best) / deviation
  return (mean - best) * normalBelow(z) + deviation * (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI))
}

type Worth = (place: readonly number[]) => { point: Assignment; value: number }

function mostWorth(space: SearchSpace, worth: Worth, random: Random, best: readonly number[]): Assignment | null {
  const near = (place: readonly number[], leap: number) =>
    place.map((at) => (random.next() < 1 / 2 ? at : Math.min(1 - Number.EPSILON, Math.max(0, at + leap * random.normal()))))
  const spread = Array.from({ length: SPREAD_CANDIDATES }, () => space.map(() => random.next()))
  const around = Array.from({ length: CLIMBS }, () => near(best, FIRST_LEAP))
  const climbers = [...spread, ...around]
    .map((place) => ({ place, ...worth(place) }))
    .sort((a, b) => b.value - a.value)
    .slice(0, CLIMBERS)
  for (const [rank, start] of climbers.entries()) {
    let top = start
    for (let climb = 0, leap = FIRST_LEAP; climb < CLIMBS; climb++, leap *= SHRINK) {
      const place = near(top.place, leap)
      const found = { place, ...worth(place) }
      if (found.value > top.value) top = found
    }
    climbers[rank] = top
  }
  const top = climbers.sort((a, b) => b.value - a.value)[0]
  return top && top.value > Number.NEGATIVE_INFINITY ? top.point : null
}

function observations({ observed, pending }: Search): Observation[] {
  const half = MOST_OBSERVATIONS / 2
  const best = [...observed].sort((a, b) => b.value - a.value).slice(0, half)
  const kept = observed.length <= MOST_OBSERVATIONS ? observed : [...new Set([...best, ...observed.slice(-half)])]
  const worst = Math.min(...kept.map(({ value }) => value))
  return [...kept, ...pending.map((point) => ({ point, value: worst }))]
}

const bestPlace = (space: SearchSpace, known: readonly Observation[]): number[] => {
  const best = known.reduce((top, observation) => (observation.value > top.value ? observation : top))
  return space.map((parameter) => {
    const value = best.point[parameter.name]
    return value === undefined ? 1 / 2 : coordinateOf(parameter, value)
  })
}

function featuresOf(space: SearchSpace, points: readonly Assignment[]): Features {
  const groupOf = space.flatMap((parameter, group) => (optionsOf(parameter) ?? [0]).map(() => group))
  return { rows: points.map((point) => rowOf(space, point)), groupOf, groups: space.length }
}

// A number is its coordinate, an option one of several ones; what is not in force lies in the middle.
function rowOf(space: SearchSpace, point: Assignment): number[] {
  return space.flatMap((parameter) => {
    const value = point[parameter.name]
    const options = optionsOf(parameter)
    if (options) return options.map((option) => (option === value ? 1 : 0))
    return [value === undefined ? 1 / 2 : coordinateOf(parameter, value)]
  })
}
