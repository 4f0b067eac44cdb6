import type { Assignment, ParameterValue, SearchParameter, SearchSpace } from './domain/study.ts'

/** Whether a parameter is in force, given those before it. */
export function isInForce({ when }: SearchParameter, earlier: Assignment): boolean {
  if (!when) return true
  const value = earlier[when.name]
  return value !== undefined && when.values.includes(value)
}

/** The values of a parameter that has only so many, else null: a range of whole numbers counts as a range. */
export function optionsOf(parameter: SearchParameter): readonly ParameterValue[] | null {
  if (parameter.type === 'choice') return parameter.choices
  return parameter.type === 'boolean' ? [false, true] : null
}

/** The point at a place of the unit cube (one coordinate in [0, 1) per parameter, also for those that are not in force). */
export function pointAt(space: SearchSpace, place: readonly number[]): Assignment {
  const point: Assignment = {}
  space.forEach((parameter, index) => {
    if (isInForce(parameter, point)) point[parameter.name] = valueAt(parameter, place[index] ?? 0)
  })
  return point
}

/** The value of one parameter at a coordinate in [0, 1); whole numbers and options have equal stretches of it. */
export function valueAt(parameter: SearchParameter, at: number): ParameterValue {
  const options = optionsOf(parameter)
  if (options) return options[Math.min(options.length - 1, Math.floor(at * options.length))] as ParameterValue
  const { low, high } = stretchOf(parameter)
  const value = fromScale(parameter, low + at * (high - low))
  if (parameter.type !== 'integer') return clamp(parameter, value)
  return clamp(parameter, Math.round(value))
}

/** The coordinate in [0, 1] of a value: the inverse of `valueAt`, in the middle of a whole number's or an option's stretch. */
export function coordinateOf(parameter: SearchParameter, value: ParameterValue): number {
  const options = optionsOf(parameter)
  if (options) return (options.indexOf(value) + 1 / 2) / options.length
  const { low, high } = stretchOf(parameter)
  return Math.min(1, Math.max(0, (toScale(parameter, Number(value)) - low) / (high - low)))
}

/** Two points are the same where all values are. */
export const pointKey = (space: SearchSpace, point: Assignment): string =>
  JSON.stringify(space.map(({ name }) => point[name] ?? null))

type Range = Extract<SearchParameter, { low: number }>

// A whole number reaches half-way to its neighbours, so that the ends are as likely as the rest.
function stretchOf(parameter: SearchParameter): { low: number; high: number } {
  const range = parameter as Range
  const margin = range.type === 'integer' ? 1 / 2 : 0
  return { low: toScale(range, range.low - margin), high: toScale(range, range.high + margin) }
}

function toScale(parameter: SearchParameter, value: number): number {
  return 'scale' in parameter && parameter.scale === 'log' ? Math.log(value) : value
}

function fromScale(parameter: SearchParameter, value: number): number {
  return 'scale' in parameter && parameter.scale === 'log' ? Math.exp(value) : value
}

function clamp(parameter: SearchParameter, value: number): number {
  const { low, high } = parameter as Range
  return Math.min(high, Math.max(low, value))
}
