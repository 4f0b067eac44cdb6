/** A word, number, text in quotes or sign of something that people write, and the columns it begins and ends before (0 for the first). */
export interface Token {
  readonly type: 'word' | 'number' | 'text' | 'sign'
  readonly value: string
  readonly at: number
  readonly end: number
}

/** What is wrong with what somebody wrote, and at which column. */
export class LanguageProblem extends Error {
  override name = 'LanguageProblem'
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/**
 * Takes a text apart by a sticky pattern, whose named groups are the types of the tokens; `unreadable` says what is wrong where it fits
 * nowhere.
 */
export function scan(text: string, pattern: RegExp, unreadable: (at: number) => string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (text.slice(at).trim() !== '') {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found?.groups) {
      const from = at + text.slice(at).length - text.slice(at).trimStart().length
      throw new LanguageProblem(unreadable(from), from)
    }
    const [type, value] = Object.entries(found.groups).find(([, group]) => group !== undefined) as [Token['type'], string]
    const end = at + found[0].length
    tokens.push({ type, value, at: end - found[0].trimStart().length, end })
    at = end
  }
  return tokens
}
