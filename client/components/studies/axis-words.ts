import type { SearchParameter } from '#shared/domain/study.ts'
import { coordinateOf, optionsOf } from '#shared/search-space.ts'
import { valueWord } from './study-words.ts'

/** What is written along an axis: at its ends, or beside every option. */
export interface AxisWords {
  readonly low: string
  readonly high: string
  readonly between: readonly { readonly at: number; readonly word: string }[]
}

/** The words of a parameter's axis. */
export function axisWords(parameter: SearchParameter): AxisWords {
  const options = optionsOf(parameter)
  if (options)
    return {
      low: '',
      high: '',
      between: options.map((value) => ({ at: coordinateOf(parameter, value), word: valueWord(value) })),
    }
  if (!('low' in parameter)) return { low: '', high: '', between: [] }
  return { low: valueWord(parameter.low), high: valueWord(parameter.high), between: [] }
}
