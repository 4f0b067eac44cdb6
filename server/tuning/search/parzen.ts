import type { Assignment, ParameterValue, SearchParameter, SearchSpace } from '#shared/domain/study.ts'
import type { Random } from '#shared/random.ts'
import { coordinateOf, isInForce, optionsOf, valueAt } from '#shared/search-space.ts'

/** Width of a kernel for one observation, as a share of the range; shrinks with the number of observations n as n^(-1/(d+4)) (Scott 1992). */
const WIDEST_KERNEL = 0.2
const NARROWEST_KERNEL = 0.02
/** How likely a kernel over options keeps its own where there are many observations; a single one is worth half of that. */
const STAY = 0.8

/** A density over the points of a space. */
export interface Density {
  draw(random: Random): Assignment
  /** Natural logarithm of the density at a point, up to a constant of the space. */
  logDensity(point: Assignment): number
}

/**
 * A Parzen estimator over whole points: an even mixture of a product kernel at every observation and the uniform prior. Kernels are
 * Gaussians cut off at the ends of a range; over options, the observed one is likelier than the rest. A parameter that was not in
 * force at an observation is spread evenly there. (Bergstra et al. 2011, NIPS 24; joint kernels as in Falkner et al. 2018, arXiv 1807.01774.)
 */
export function parzenDensity(space: SearchSpace, observed: readonly Assignment[]): Density {
  const width = Math.max(NARROWEST_KERNEL, WIDEST_KERNEL * Math.max(1, observed.length) ** (-1 / (space.length + 4)))
  const centres: readonly (Assignment | null)[] = [...observed, null]
  return {
    draw(random) {
      const centre = centres[random.integer(centres.length)] ?? null
      const point: Assignment = {}
      for (const parameter of space)
        if (isInForce(parameter, point))
          point[parameter.name] = drawAround(parameter, centre?.[parameter.name], { width, observed: observed.length, random })
      return point
    },
    logDensity(point) {
      const logs = centres.map((centre) =>
        space.reduce((sum, parameter) => {
          const value = point[parameter.name]
          return value === undefined ? sum : sum + logKernel(parameter, value, centre?.[parameter.name], width, observed.length)
        }, 0),
      )
      const most = Math.max(...logs)
      return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / centres.length)
    },
  }
}

type Kernel = { width: number; observed: number; random: Random }

function drawAround(
  parameter: SearchParameter,
  centre: ParameterValue | undefined,
  { width, observed, random }: Kernel,
): ParameterValue {
  if (centre === undefined) return valueAt(parameter, random.next())
  if (optionsOf(parameter)) return random.next() < stay(observed) ? centre : valueAt(parameter, random.next())
  const middle = coordinateOf(parameter, centre)
  for (;;) {
    const at = middle + width * random.normal()
    if (at >= 0 && at < 1) return valueAt(parameter, at)
  }
}

function logKernel(
  parameter: SearchParameter,
  value: ParameterValue,
  centre: ParameterValue | undefined,
  width: number,
  observed: number,
): number {
  if (centre === undefined) return 0
  const options = optionsOf(parameter)
  if (options) {
    const elsewhere = 1 - stay(observed)
    return Math.log(value === centre ? stay(observed) * options.length + elsewhere : elsewhere)
  }
  const middle = coordinateOf(parameter, centre)
  const distance = (coordinateOf(parameter, value) - middle) / width
  const inside = normalBelow((1 - middle) / width) - normalBelow(-middle / width)
  return -(distance ** 2) / 2 - Math.log(width * Math.sqrt(2 * Math.PI) * inside)
}

/** How likely a kernel keeps its observation's option. */
const stay = (observed: number): number => (STAY * observed) / (observed + 1)

/** Distribution function of the normal distribution, to 1e-7 (Abramowitz and Stegun 26.2.17). */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * series
  return z < 0 ? tail : 1 - tail
}
