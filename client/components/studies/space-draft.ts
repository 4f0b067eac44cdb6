import type { Assignment, ParameterValue, SearchParameter } from '#shared/domain/study.ts'
import type { Tunable } from '#shared/routes/studies.ts'
import { optionsOf } from '#shared/search-space.ts'

/** A parameter as it is being set up: ranges as the fields hold them. */
export interface DraftParameter {
  readonly tunable: Tunable
  readonly chosen: boolean
  readonly low: number | string
  readonly high: number | string
  /** Of a choice: which of its values are tried. */
  readonly values: readonly string[]
}

/** Every parameter with its proposed range, the recommended ones chosen. */
export const draftOf = (tunables: readonly Tunable[]): DraftParameter[] =>
  tunables.map((tunable) => {
    const { parameter } = tunable
    return {
      tunable,
      chosen: tunable.recommended,
      low: 'low' in parameter ? parameter.low : '',
      high: 'high' in parameter ? parameter.high : '',
      values: parameter.type === 'choice' ? parameter.choices.map(String) : [],
    }
  })

/** The space that is asked for. */
export const spaceOf = (draft: readonly DraftParameter[]): SearchParameter[] =>
  draft.filter(({ chosen }) => chosen).map(parameterOf)

/** The advised point inside the space, to be tried first: a parameter of which nothing is advised, or not inside its range, leaves none. */
export function firstPoints(space: readonly SearchParameter[], advised: Assignment): Assignment[] {
  const point: Assignment = {}
  for (const parameter of space) {
    const value = advised[parameter.name]
    if (value === undefined || !isInside(parameter, value)) return []
    point[parameter.name] = value
  }
  return [point]
}

function isInside(parameter: SearchParameter, value: ParameterValue): boolean {
  const options = optionsOf(parameter)
  if (options) return options.includes(value)
  return 'low' in parameter && typeof value === 'number' && value >= parameter.low && value <= parameter.high
}

/** Whether the ranges can be searched: at least one parameter, each with a low end below its high one, or two values. */
export const isSearchable = (draft: readonly DraftParameter[]): boolean => {
  const chosen = draft.filter((parameter) => parameter.chosen)
  return chosen.length > 0 && chosen.every(isComplete)
}

function isComplete({ tunable: { parameter }, low, high, values }: DraftParameter): boolean {
  if (parameter.type === 'boolean') return true
  if (parameter.type === 'choice') return values.length >= 2
  const [from, to] = [Number(low), Number(high)]
  return low !== '' && high !== '' && from < to && (parameter.scale === 'linear' || from > 0)
}

function parameterOf({ tunable: { parameter }, low, high, values }: DraftParameter): SearchParameter {
  if (parameter.type === 'boolean') return parameter
  if (parameter.type === 'choice')
    return { ...parameter, choices: parameter.choices.filter((value) => values.includes(String(value))) }
  return { ...parameter, low: Number(low), high: Number(high) }
}
