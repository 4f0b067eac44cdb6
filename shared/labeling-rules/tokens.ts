/** A word, number, text in quotes or sign of a rule, and the column it begins at (0 for the first). */
export interface Token {
  readonly type: 'word' | 'number' | 'text' | 'sign'
  readonly value: string
  readonly at: number
}

/** What is wrong with a rule, and at which column. */
export class RuleProblem extends Error {
  override name = 'RuleProblem'
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const PATTERN = /\s*(?:(?<number>-?\d+(?:\.\d+)?)|(?<word>[a-z][a-z-]*)|"(?<text>[^"]*)"|(?<sign><=|>=|!=|<|>|=|\(|\)))/iy

/** Takes the condition of a rule apart; throws a RuleProblem at what belongs to no rule. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (text.slice(at).trim() !== '') {
    PATTERN.lastIndex = at
    const found = PATTERN.exec(text)
    if (!found?.groups) throw unreadable(text, at)
    const [type, value] = Object.entries(found.groups).find(([, group]) => group !== undefined) as [Token['type'], string]
    tokens.push({ type, value, at: at + found[0].length - found[0].trimStart().length })
    at += found[0].length
  }
  return tokens
}

function unreadable(text: string, from: number): RuleProblem {
  const at = from + text.slice(from).length - text.slice(from).trimStart().length
  if (text[at] === '"') return new RuleProblem('Expected a closing quotation mark', at)
  return new RuleProblem(`Expected a fact, a number, text in quotes or a sign, got "${text.slice(at, at + 1)}"`, at)
}
