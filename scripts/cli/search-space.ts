import type { ParameterValue, SearchParameter } from '#shared/domain/study.ts'
import type { Tunable } from '#shared/routes/studies.ts'
import { WrongUsage } from './failure.ts'
import { parameterValue } from './parameter-value.ts'

const RANGE = /^(.+?)\.\.(.+?)(:log)?$/

/**
 * What is to be searched, as people write it: `learningRate=1e-4..1e-2:log`, `batchSize=4,8,16`, or a name alone for the range that is
 * proposed. Nothing at all means what is recommended.
 */
export function searchSpaceOf(words: readonly string[], tunables: readonly Tunable[]): SearchParameter[] {
  if (words.length === 0) return tunables.filter(({ recommended }) => recommended).map(({ parameter }) => parameter)
  return words.map((text) => searchParameterOf(text, tunables))
}

function searchParameterOf(text: string, tunables: readonly Tunable[]): SearchParameter {
  const [name = '', written] = parted(text)
  const known = tunables.find(({ parameter }) => parameter.name === name)
  if (!known) throw new WrongUsage(`expected one of ${tunables.map(({ parameter }) => parameter.name).join(', ')}, got "${name}"`)
  if (written === undefined) return known.parameter
  const range = RANGE.exec(written)
  if (range) return rangeOf(name, range, known.parameter)
  const choices: ParameterValue[] = written.split(',').map((value) => parameterValue(value.trim()))
  if (choices.length < 2)
    throw new WrongUsage(`expected a range such as 1e-4..1e-2:log or values such as 4,8,16 for ${name}, got "${written}"`)
  return { type: 'choice', name, choices }
}

function rangeOf(name: string, [, from, to, log]: RegExpExecArray, proposed: SearchParameter): SearchParameter {
  const [low, high] = [Number(from), Number(to)]
  if (!(low < high)) throw new WrongUsage(`expected a range from a lower to a higher number for ${name}, got "${from}..${to}"`)
  return { type: proposed.type === 'integer' ? 'integer' : 'float', name, low, high, scale: log ? 'log' : 'linear' }
}

function parted(text: string): [string, string?] {
  const at = text.indexOf('=')
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
