import {
  type Expression,
  NUMBER_COMPARISONS,
  type NumberComparison,
  TEXT_COMPARISONS,
  type TextComparison,
} from './expression.ts'
import { NUMBER_FACTS, type NumberFact, TEXT_FACTS, type TextFact } from './facts.ts'
import { RuleProblem, type Token, tokensOf } from './tokens.ts'

/** Deeper nesting than this is a mistake, and would overflow the stack. */
const MOST_NESTED = 50

/**
 * The condition of a rule: comparisons of facts ("brightness < 0.3", `name contains "night"`) with `and`, `or`, `not` and parentheses;
 * `and` binds closer than `or`. Throws a RuleProblem that says what was expected where.
 */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text)
  let place = 0
  const peek = (): Token | undefined => tokens[place]
  const take = (): Token | undefined => tokens[place++]
  const isWord = (word: string) => peek()?.type === 'word' && peek()?.value.toLowerCase() === word
  const expected = (what: string, token: Token | undefined) =>
    new RuleProblem(`Expected ${what}, got ${token ? `"${token.value}"` : 'the end of the rule'}`, token?.at ?? text.length)

  function joined(word: 'or' | 'and', type: 'any' | 'all', next: (depth: number) => Expression, depth: number): Expression {
    const parts = [next(depth)]
    while (isWord(word)) {
      take()
      parts.push(next(depth))
    }
    return parts.length === 1 ? (parts[0] as Expression) : { type, of: parts }
  }
  const either = (depth: number): Expression => joined('or', 'any', both, depth)
  const both = (depth: number): Expression => joined('and', 'all', single, depth)

  function single(depth: number): Expression {
    if (depth > MOST_NESTED) throw new RuleProblem('Expected fewer parentheses within each other', peek()?.at ?? text.length)
    if (isWord('not')) {
      take()
      return { type: 'not', of: single(depth + 1) }
    }
    if (peek()?.value === '(' && peek()?.type === 'sign') return inParentheses(depth)
    return comparison()
  }

  function inParentheses(depth: number): Expression {
    take()
    const inside = either(depth + 1)
    const closing = take()
    if (closing?.value !== ')') throw expected('a closing parenthesis', closing)
    return inside
  }

  function comparison(): Expression {
    const fact = take()
    const name = fact?.type === 'word' ? fact.value.toLowerCase() : ''
    if (Object.hasOwn(NUMBER_FACTS, name)) return numberComparison(name as NumberFact)
    if (Object.hasOwn(TEXT_FACTS, name)) return textComparison(name as TextFact)
    throw expected('a fact such as brightness or name', fact)
  }

  function numberComparison(fact: NumberFact): Expression {
    const sign = take()
    if (!sign || !(NUMBER_COMPARISONS as readonly string[]).includes(sign.value)) throw expected('<, <=, >, >=, = or !=', sign)
    const value = take()
    if (value?.type !== 'number') throw expected('a number', value)
    return { type: 'number', fact, is: sign.value as NumberComparison, value: Number(value.value) }
  }

  function textComparison(fact: TextFact): Expression {
    const word = take()
    const is = word?.type === 'word' ? word.value.toLowerCase() : ''
    if (!(TEXT_COMPARISONS as readonly string[]).includes(is)) throw expected('is, contains, starts or ends', word)
    if (isWord('with')) take()
    const value = take()
    if (value?.type !== 'text') throw expected('text in quotes', value)
    return { type: 'text', fact, is: is as TextComparison, value: value.value }
  }

  const expression = either(0)
  if (peek()) throw expected('and, or, or the end of the rule', peek())
  return expression
}
