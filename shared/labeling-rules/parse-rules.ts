import { LanguageProblem } from '../logic/tokens.ts'
import { type Expression, holds } from './expression.ts'
import type { Facts } from './facts.ts'
import { parseExpression } from './parse-expression.ts'

/** What a rule says where its condition holds: a label, that a label is absent, or what to do with a proposed shape. */
export type Outcome =
  | { readonly type: 'label'; readonly label: string; readonly against: boolean }
  | { readonly type: 'keep' }
  | { readonly type: 'reject' }

/** One line: what is said, and when. */
export interface Rule {
  readonly outcome: Outcome
  readonly when: Expression
}

/** Why a line cannot be read; lines count from 1. */
export interface LineProblem {
  readonly line: number
  readonly message: string
}

const ABSENT = /^not\s+/i

/**
 * Rules as people write them, one a line: `Night: brightness < 0.25 and not name contains "flash"`. `keep:` and `reject:` speak of a
 * proposed shape, `not Night:` says that an image does not have a label. Empty lines and those that begin with # say nothing.
 */
export function parseRules(text: string): { rules: Rule[]; problems: LineProblem[] } {
  const rules: Rule[] = []
  const problems: LineProblem[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue
    try {
      rules.push(ruleOf(line))
    } catch (error) {
      if (!(error instanceof LanguageProblem)) throw error
      problems.push({ line: index + 1, message: `${error.message} (column ${error.at + 1})` })
    }
  }
  return { rules, problems }
}

/** What the first rule whose condition holds says; null where none does. */
export const outcomeOf = (rules: readonly Rule[], facts: Facts): Outcome | null =>
  rules.find(({ when }) => holds(when, facts))?.outcome ?? null

/** What every rule whose condition holds says, where an image may have several labels. */
export const outcomesOf = (rules: readonly Rule[], facts: Facts): Outcome[] =>
  rules.filter(({ when }) => holds(when, facts)).map(({ outcome }) => outcome)

// A label with a colon in its name is put in quotes.
function ruleOf(line: string): Rule {
  const found = /^\s*(?<not>not\s+)?"(?<quoted>[^"]+)"\s*:/i.exec(line) ?? /^(?<plain>[^:]+):/.exec(line)
  if (!found) throw new LanguageProblem('Expected a label, a colon and a condition', 0)
  const { not, quoted, plain = '' } = found.groups ?? {}
  const said = plain.trim()
  const outcome =
    quoted === undefined ? outcomeNamed(said) : ({ type: 'label', label: quoted, against: not !== undefined } as const)
  try {
    return { outcome, when: parseExpression(line.slice(found[0].length)) }
  } catch (error) {
    if (error instanceof LanguageProblem) throw new LanguageProblem(error.message, error.at + found[0].length)
    throw error
  }
}

function outcomeNamed(said: string): Outcome {
  if (said === '') throw new LanguageProblem('Expected a label before the colon', 0)
  if (said.toLowerCase() === 'keep') return { type: 'keep' }
  if (said.toLowerCase() === 'reject') return { type: 'reject' }
  return { type: 'label', label: said.replace(ABSENT, ''), against: ABSENT.test(said) }
}
