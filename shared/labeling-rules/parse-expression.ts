import { parseLogic, type TokenReader } from '../logic/parse-logic.ts'
import {
  type Expression,
  type FactComparison,
  NUMBER_COMPARISONS,
  type NumberComparison,
  TEXT_COMPARISONS,
  type TextComparison,
} from './expression.ts'
import { NUMBER_FACTS, type NumberFact, TEXT_FACTS, type TextFact } from './facts.ts'
import { tokensOf } from './tokens.ts'

/**
 * The condition of a rule: comparisons of facts ("brightness < 0.3", `name contains "night"`) with `and`, `or`, `not` and parentheses;
 * `and` binds closer than `or`. Throws a LanguageProblem that says what was expected where.
 */
export const parseExpression = (text: string): Expression =>
  parseLogic<FactComparison>({ text, tokens: tokensOf(text), name: 'the rule', condition: comparison, bareAnd: false }).expression

function comparison(reader: TokenReader): FactComparison {
  const fact = reader.take()
  const name = fact?.type === 'word' ? fact.value.toLowerCase() : ''
  if (Object.hasOwn(NUMBER_FACTS, name)) return numberComparison(reader, name as NumberFact)
  if (Object.hasOwn(TEXT_FACTS, name)) return textComparison(reader, name as TextFact)
  throw reader.expected('a fact such as brightness or name', fact)
}

function numberComparison({ take, expected }: TokenReader, fact: NumberFact): FactComparison {
  const sign = take()
  if (!sign || !(NUMBER_COMPARISONS as readonly string[]).includes(sign.value)) throw expected('<, <=, >, >=, = or !=', sign)
  const value = take()
  if (value?.type !== 'number') throw expected('a number', value)
  return { type: 'number', fact, is: sign.value as NumberComparison, value: Number(value.value) }
}

function textComparison({ take, isWord, expected }: TokenReader, fact: TextFact): FactComparison {
  const word = take()
  const is = word?.type === 'word' ? word.value.toLowerCase() : ''
  if (!(TEXT_COMPARISONS as readonly string[]).includes(is)) throw expected('is, contains, starts or ends', word)
  if (isWord('with')) take()
  const value = take()
  if (value?.type !== 'text') throw expected('text in quotes', value)
  return { type: 'text', fact, is: is as TextComparison, value: value.value }
}
