import { InvalidArgumentError } from 'commander'
import type { ParameterValue } from '#shared/domain/study.ts'

/** `--set name=value`, which may be repeated. */
export function addParameter(text: string, before: Record<string, ParameterValue>): Record<string, ParameterValue> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Expected name=value.')
  return { ...before, [text.slice(0, at)]: parameterValue(text.slice(at + 1)) }
}

/** A number, true, false, or the text itself. */
export function parameterValue(text: string): ParameterValue {
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return text.trim() !== '' && Number.isFinite(number) ? number : text
}
