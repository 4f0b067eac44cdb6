import { META_FIELD } from '../domain/asset-meta.ts'
import { type Logic, parseLogic, type Span, type TokenReader } from '../logic/parse-logic.ts'
import { LanguageProblem, scan, type Token } from '../logic/tokens.ts'
import { type AssetQuery, COMPARISONS, type Comparison, type Condition, type MetaField } from './condition.ts'
import { dayOf } from './day.ts'
import {
  CHOICE_FIELDS,
  type ChoiceField,
  DATE_FIELDS,
  type DateField,
  FINDINGS_ASKED,
  isFieldOf,
  LONGEST_QUERY,
  NUMBER_FIELDS,
  type NumberField,
  PERSON_FIELDS,
  type PersonField,
  TEXT_FIELDS,
  type TextField,
} from './fields.ts'

/** Words run on until a blank or a sign: names, dates, numbers and ids alike. */
const PATTERN = /\s*(?:"(?<text>[^"]*)"|(?<sign><=|>=|!=|<|>|=|~|:|,|\(|\))|(?<word>[^\s"<>=!~:,()]+))/y
const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)$/

/**
 * Reads what people ask for, such as `status:review label:Platelets count(RBC) > 20 and not by:ada`. Conditions side by side must all hold; a
 * word alone is a part of the name. `parts` are the columns of what must hold together. Throws a LanguageProblem that says what was expected.
 */
export function parseQuery(text: string, now: number): { query: AssetQuery; parts: Span[] } {
  if (text.length > LONGEST_QUERY) throw new LanguageProblem(`Expected at most ${LONGEST_QUERY} letters`, LONGEST_QUERY)
  const tokens = scan(text, PATTERN, (at) =>
    text[at] === '"' ? 'Expected a closing quotation mark' : `Expected a field, a value or a sign, got "${text[at]}"`,
  )
  if (tokens.length === 0) return { query: null, parts: [] }
  const condition = (reader: TokenReader) => conditionOf(reader, now)
  const { expression, parts } = parseLogic<Condition>({ text, tokens, name: 'the query', condition, bareAnd: true })
  return { query: expression, parts }
}

function conditionOf(reader: TokenReader, now: number): Logic<Condition> {
  const token = reader.take()
  if (token?.type === 'text') return nameHas(token.value)
  if (token?.type !== 'word') throw reader.expected('a field such as status or a part of a name', token)
  const field = token.value.toLowerCase()
  if (field === 'count' && reader.isSign('(')) return countOf(reader)
  const sign = reader.peek()
  if (sign?.type !== 'sign' || !isComparing(sign.value)) {
    if (sign?.type === 'sign' && sign.value === '(') throw reader.expected('count(a label), such as count(RBC) > 20', token)
    return nameHas(token.value)
  }
  if (isFieldOf(CHOICE_FIELDS, field)) return choice(reader, field)
  if (field === 'finding') return finding(reader)
  if (isFieldOf(NUMBER_FIELDS, field)) return numberOf(reader, field)
  if (isFieldOf(DATE_FIELDS, field)) return dateOf(reader, field, now)
  if (isFieldOf(PERSON_FIELDS, field)) return person(reader, field)
  if (isFieldOf(TEXT_FIELDS, field)) return textOf(reader, field)
  if (META_FIELD.test(token.value)) return metaOf(reader, token.value as MetaField)
  if (field === 'label') return label(reader)
  if (field === 'similar') return similar(reader)
  throw new LanguageProblem(
    `Expected a field such as status, label, score or name, got "${token.value}"; a part of a name that has signs in it stands in quotes`,
    token.at,
  )
}

const isComparing = (sign: string): boolean => sign !== '(' && sign !== ')' && sign !== ','
const nameHas = (value: string): Condition => ({ type: 'text', field: 'name', is: 'contains', value })
const negatedIf = (negated: boolean, condition: Logic<Condition>): Logic<Condition> =>
  negated ? { type: 'not', of: condition } : condition

/** Whether a sign says "is not"; throws where it says neither. */
function isNegated({ take, expected }: TokenReader, field: string): boolean {
  const sign = take()
  if (sign?.value === '!=') return true
  if (sign?.value === ':' || sign?.value === '=') return false
  throw expected(`:, = or != after ${field}`, sign)
}

function valueAfter({ take, expected }: TokenReader, what: string): Token {
  const value = take()
  if (value?.type === 'word' || value?.type === 'text') return value
  throw expected(what, value)
}

function choice(reader: TokenReader, field: ChoiceField): Logic<Condition> {
  const { negated, values } = knownValues<string>(reader, field, CHOICE_FIELDS[field])
  return negatedIf(negated, { type: 'choice', field, values })
}

function finding(reader: TokenReader): Logic<Condition> {
  const { negated, values } = knownValues(reader, 'finding', FINDINGS_ASKED)
  return negatedIf(negated, { type: 'finding', values })
}

/** Some of a few values, with commas between. */
function knownValues<V extends string>(
  reader: TokenReader,
  field: string,
  known: readonly V[],
): { negated: boolean; values: V[] } {
  const negated = isNegated(reader, field)
  const values: V[] = []
  do {
    if (values.length > 0) reader.take()
    const value = valueAfter(reader, `one of ${known.join(', ')} after ${field}`)
    const written = known.find((one) => one === value.value.toLowerCase())
    if (written === undefined) throw reader.expected(`one of ${known.join(', ')} after ${field}`, value)
    values.push(written)
  } while (reader.isSign(','))
  return { negated, values }
}

function label(reader: TokenReader): Logic<Condition> {
  const negated = isNegated(reader, 'label')
  const found: Condition[] = []
  do {
    if (found.length > 0) reader.take()
    const { value, at } = valueAfter(reader, 'a label after label:')
    found.push({ type: 'label', label: value, at })
  } while (reader.isSign(','))
  return negatedIf(negated, found.length === 1 ? (found[0] as Condition) : { type: 'any', of: found })
}

function countOf(reader: TokenReader): Logic<Condition> {
  reader.take()
  const { value: named, at } = valueAfter(reader, 'a label, such as count(RBC) > 20')
  const closing = reader.take()
  if (closing?.value !== ')') throw reader.expected('a closing parenthesis after the label', closing)
  const is = comparisonOf(reader, `count(${named})`)
  return { type: 'count', label: named, is, value: numberAfter(reader, `count(${named}) ${is}`), at }
}

const numberOf = (reader: TokenReader, field: NumberField | MetaField): Condition => {
  const is = comparisonOf(reader, field)
  return { type: 'number', field, is, value: numberAfter(reader, `${field} ${is}`) }
}

function comparisonOf({ take, expected }: TokenReader, after: string): Comparison {
  const sign = take()
  if (sign?.value === ':') return '='
  if (sign && (COMPARISONS as readonly string[]).includes(sign.value)) return sign.value as Comparison
  throw expected(`${COMPARISONS.join(', ')} after ${after}`, sign)
}

function numberAfter({ take, expected }: TokenReader, after: string): number {
  const value = take()
  if (value?.type === 'word' && NUMBER.test(value.value)) return Number(value.value)
  throw expected(`a number after ${after}`, value)
}

function dateOf(reader: TokenReader, field: DateField, now: number): Condition {
  const is = comparisonOf(reader, field)
  const what = `a day such as 2026-11-01, today or 7d after ${field} ${is}`
  const value = valueAfter(reader, what)
  const day = dayOf(value.value, now)
  if (!day) throw reader.expected(what, value)
  return { type: 'date', field, is, ...day }
}

function person(reader: TokenReader, field: PersonField): Logic<Condition> {
  const negated = isNegated(reader, field)
  const { value, at } = valueAfter(reader, `somebody’s name after ${field}`)
  return negatedIf(negated, { type: 'person', field, name: value, at })
}

const SIZES = ['<', '<=', '>', '>=']
/** Metadata is compared as a number where somebody asks for more or less of it, else as a text. */
const metaOf = (reader: TokenReader, field: MetaField): Logic<Condition> =>
  SIZES.some((sign) => reader.isSign(sign)) ? numberOf(reader, field) : textOf(reader, field)

function textOf(reader: TokenReader, field: TextField | MetaField): Logic<Condition> {
  const sign = reader.take()
  const is = sign?.value === '=' || sign?.value === '!=' ? 'is' : 'contains'
  if (!sign || !['=', '!=', '~', ':'].includes(sign.value)) throw reader.expected(`~, =, : or != after ${field}`, sign)
  const { value } = valueAfter(reader, `a text after ${field}`)
  return negatedIf(sign.value === '!=', { type: 'text', field, is, value })
}

function similar(reader: TokenReader): Logic<Condition> {
  const sign = reader.take()
  if (sign?.value !== ':' && sign?.value !== '=') throw reader.expected(': after similar', sign)
  const { value, at } = valueAfter(reader, 'the id of an image after similar:')
  return { type: 'similar', assetId: value, at }
}
