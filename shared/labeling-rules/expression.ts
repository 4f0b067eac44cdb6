import type { Logic } from '../logic/parse-logic.ts'
import type { Facts, NumberFact, TextFact } from './facts.ts'

export const NUMBER_COMPARISONS = ['<', '<=', '>', '>=', '=', '!='] as const
export type NumberComparison = (typeof NUMBER_COMPARISONS)[number]
export const TEXT_COMPARISONS = ['is', 'contains', 'starts', 'ends'] as const
export type TextComparison = (typeof TEXT_COMPARISONS)[number]

/** One comparison of a fact. */
export type FactComparison =
  | { readonly type: 'number'; readonly fact: NumberFact; readonly is: NumberComparison; readonly value: number }
  | { readonly type: 'text'; readonly fact: TextFact; readonly is: TextComparison; readonly value: string }
/** What a rule asks, as a tree. */
export type Expression = Logic<FactComparison>

/** Whether an expression holds; a comparison with what is not known does not hold. */
export function holds(expression: Expression, facts: Facts): boolean {
  switch (expression.type) {
    case 'number': {
      const known = facts[expression.fact]
      return known !== undefined && NUMBERS[expression.is](known, expression.value)
    }
    case 'text': {
      const known = facts[expression.fact]
      return known !== undefined && TEXTS[expression.is](known.toLowerCase(), expression.value.toLowerCase())
    }
    case 'not':
      return !holds(expression.of, facts)
    case 'all':
      return expression.of.every((one) => holds(one, facts))
    case 'any':
      return expression.of.some((one) => holds(one, facts))
    default:
      return expression satisfies never
  }
}

const NUMBERS = {
  '<': (known, value) => known < value,
  '<=': (known, value) => known <= value,
  '>': (known, value) => known > value,
  '>=': (known, value) => known >= value,
  '=': (known, value) => known === value,
  '!=': (known, value) => known !== value,
} as const satisfies Record<NumberComparison, (known: number, value: number) => boolean>

const TEXTS = {
  is: (known, value) => known === value,
  contains: (known, value) => known.includes(value),
  starts: (known, value) => known.startsWith(value),
  ends: (known, value) => known.endsWith(value),
} as const satisfies Record<TextComparison, (known: string, value: string) => boolean>
