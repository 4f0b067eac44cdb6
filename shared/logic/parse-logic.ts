import { LanguageProblem, type Token } from './tokens.ts'

/** Deeper nesting than this is a mistake, and would overflow the stack. */
const MOST_NESTED = 50

/** Conditions put together by people, as a tree. */
export type Logic<Leaf> =
  | Leaf
  | { readonly type: 'not'; readonly of: Logic<Leaf> }
  | { readonly type: 'all' | 'any'; readonly of: readonly Logic<Leaf>[] }

/** What a condition is read from. */
export interface TokenReader {
  peek(): Token | undefined
  take(): Token | undefined
  isWord(word: string): boolean
  isSign(sign: string): boolean
  /** The problem that something else was expected here than what came. */
  expected(what: string, token: Token | undefined): LanguageProblem
}

export interface Language<Leaf> {
  readonly text: string
  readonly tokens: readonly Token[]
  /** What the text is called in messages: "the rule". */
  readonly name: string
  /** Reads one condition. */
  readonly condition: (reader: TokenReader) => Logic<Leaf>
  /** Whether conditions that stand side by side must all hold, without `and` between them. */
  readonly bareAnd: boolean
}

/** The columns of conditions that must all hold: [from, to). */
export type Span = readonly [from: number, to: number]

/**
 * Reads conditions with `and`, `or`, `not` and parentheses; `and` binds closer than `or`. `parts` are the pieces of the text of which each
 * must hold. Throws a LanguageProblem that says what was expected where.
 */
export function parseLogic<Leaf>({ text, tokens, name, condition, bareAnd }: Language<Leaf>): {
  expression: Logic<Leaf>
  parts: Span[]
} {
  let place = 0
  let parts: Span[] = []
  const reader: TokenReader = {
    peek: () => tokens[place],
    take: () => tokens[place++],
    isWord: (word) => tokens[place]?.type === 'word' && tokens[place]?.value.toLowerCase() === word,
    isSign: (sign) => tokens[place]?.type === 'sign' && tokens[place]?.value === sign,
    expected: (what, token) =>
      new LanguageProblem(`Expected ${what}, got ${token ? `"${token.value}"` : `the end of ${name}`}`, token?.at ?? text.length),
  }
  const goesOn = () => bareAnd && reader.peek() !== undefined && !reader.isWord('or') && !reader.isSign(')')

  function either(depth: number): Logic<Leaf> {
    const found = [both(depth)]
    while (reader.isWord('or')) {
      reader.take()
      found.push(both(depth))
    }
    if (depth === 0 && found.length > 1) parts = [[tokens[0]?.at ?? 0, tokens[place - 1]?.end ?? 0]]
    return joined('any', found)
  }

  function both(depth: number): Logic<Leaf> {
    const found: Logic<Leaf>[] = []
    const spans: Span[] = []
    do {
      if (found.length > 0 && reader.isWord('and')) reader.take()
      const from = reader.peek()?.at ?? text.length
      found.push(single(depth))
      spans.push([from, tokens[place - 1]?.end ?? from])
    } while (reader.isWord('and') || goesOn())
    if (depth === 0) parts = spans
    return joined('all', found)
  }

  function single(depth: number): Logic<Leaf> {
    if (depth > MOST_NESTED)
      throw new LanguageProblem('Expected fewer parentheses within each other', reader.peek()?.at ?? text.length)
    if (reader.isWord('not')) {
      reader.take()
      return { type: 'not', of: single(depth + 1) }
    }
    return reader.isSign('(') ? inParentheses(depth) : condition(reader)
  }

  function inParentheses(depth: number): Logic<Leaf> {
    reader.take()
    const inside = either(depth + 1)
    const closing = reader.take()
    if (closing?.value !== ')') throw reader.expected('a closing parenthesis', closing)
    return inside
  }

  const expression = either(0)
  if (reader.peek()) throw reader.expected(`and, or, or the end of ${name}`, reader.peek())
  return { expression, parts }
}

const joined = <Leaf>(type: 'all' | 'any', of: readonly Logic<Leaf>[]): Logic<Leaf> =>
  of.length === 1 ? (of[0] as Logic<Leaf>) : { type, of }
