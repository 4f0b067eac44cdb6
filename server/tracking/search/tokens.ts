import { invalid } from '../../errors.ts'

/** A piece of a filter; a quoted text keeps which quotes it had: backticks and double quotes may name things. */
export type Token =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'quoted'; readonly text: string; readonly quote: string }
  | { readonly type: 'sign'; readonly text: string }

const SPACE = /\s+/y
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])/y
const QUOTED = /'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`/y
const SIGN = /!=|>=|<=|=|<|>|\(|\)|,/y
/** Also with dots, dashes and slashes inside, as names of metrics have them. */
const WORD = /[A-Za-z_][\w.\-/]*/y

/** The pieces of a filter or of an order; says where it cannot be read. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at = pattern.lastIndex
    return found
  }
  while (at < text.length) {
    if (take(SPACE)) continue
    const token = next(take)
    if (!token) throw invalid(`Invalid filter: cannot read it from "${text.slice(at, at + SHOWN)}" on`)
    tokens.push(token)
  }
  return tokens
}

const SHOWN = 20

function next(take: (pattern: RegExp) => RegExpExecArray | null): Token | null {
  const number = take(NUMBER)
  if (number) return { type: 'number', value: Number(number[0]) }
  const quoted = take(QUOTED)
  if (quoted) return { type: 'quoted', text: unescaped(quoted), quote: quoted[0].slice(0, 1) }
  const sign = take(SIGN)
  if (sign) return { type: 'sign', text: sign[0] }
  const word = take(WORD)
  return word && { type: 'word', text: word[0] }
}

function unescaped([, single, double, backtick]: RegExpExecArray): string {
  if (backtick !== undefined) return backtick
  return (single ?? double ?? '').replaceAll("''", "'").replace(/\\(['"\\])/g, '$1')
}
