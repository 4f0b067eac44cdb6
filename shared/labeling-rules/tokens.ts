import { scan, type Token } from '../logic/tokens.ts'

const PATTERN = /\s*(?:(?<number>-?\d+(?:\.\d+)?)|(?<word>[a-z][a-z-]*)|"(?<text>[^"]*)"|(?<sign><=|>=|!=|<|>|=|\(|\)))/iy

/** Takes the condition of a rule apart; throws a LanguageProblem at what belongs to no rule. */
export const tokensOf = (text: string): Token[] =>
  scan(text, PATTERN, (at) =>
    text[at] === '"'
      ? 'Expected a closing quotation mark'
      : `Expected a fact, a number, text in quotes or a sign, got "${text.slice(at, at + 1)}"`,
  )
