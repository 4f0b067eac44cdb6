import { invalid } from '../../errors.ts'
import { type Token, tokensOf } from './tokens.ts'

export type Entity = 'metric' | 'param' | 'tag' | 'attribute' | 'dataset'

/** What is compared: a metric, parameter or tag by its name, or one of the attributes that everything of its kind has. */
export interface Subject {
  readonly entity: Entity
  readonly key: string
}
export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'ILIKE' | 'IN' | 'NOT IN' | 'IS NULL' | 'IS NOT NULL'

/** One condition; all conditions of a filter must hold. */
export interface Condition extends Subject {
  readonly operator: Operator
  /** A number of a metric or an attribute, a text, several of them for IN, nothing for IS NULL. */
  readonly value: number | string | readonly string[] | null
}

/** Attributes that are numbers; every other one is a text. */
export type Attributes = Readonly<Record<string, 'number' | 'text'>>

const ENTITIES: Readonly<Record<string, Entity>> = {
  metric: 'metric',
  metrics: 'metric',
  param: 'param',
  params: 'param',
  parameter: 'param',
  parameters: 'param',
  tag: 'tag',
  tags: 'tag',
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  dataset: 'dataset',
  datasets: 'dataset',
}
const NUMERIC: readonly string[] = ['=', '!=', '<', '<=', '>', '>=']
const TEXTUAL: readonly string[] = ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN', 'IS NULL', 'IS NOT NULL']

/**
 * Reads the filter language of MLflow's searches: comparisons of `metrics.`, `params.`, `tags.`, `datasets.` and attributes, joined by AND.
 * Names with other letters than usual stand in backticks or double quotes. Refuses what it cannot read, and says why.
 */
export function parseFilter(text: string, attributes: Attributes): Condition[] {
  const reader = readerOf(tokensOf(text))
  if (reader.isAtEnd()) return []
  const conditions = [condition(reader, attributes)]
  while (!reader.isAtEnd()) {
    if (!reader.takeWord('AND')) throw invalid(`Invalid filter: expected AND before ${reader.shown()}`)
    conditions.push(condition(reader, attributes))
  }
  return conditions
}

/** Reads one item of an order: a subject, and ASC or DESC. */
export function parseOrder(text: string, attributes: Attributes): Subject & { descending: boolean } {
  const reader = readerOf(tokensOf(text))
  const subject = subjectOf(reader, attributes)
  const descending = reader.takeWord('DESC')
  if (!descending) reader.takeWord('ASC')
  if (!reader.isAtEnd()) throw invalid(`Invalid order_by: expected ASC or DESC, got ${reader.shown()}`)
  return { ...subject, descending }
}

type Reader = ReturnType<typeof readerOf>

function readerOf(tokens: readonly Token[]) {
  let at = 0
  return {
    isAtEnd: () => at >= tokens.length,
    peek: () => tokens[at],
    take: () => tokens[at++],
    takeWord(word: string): boolean {
      const token = tokens[at]
      const isIt = token?.type === 'word' && token.text.toUpperCase() === word
      if (isIt) at++
      return isIt
    },
    shown(): string {
      const token = tokens[at]
      if (!token) return 'the end'
      return `"${token.type === 'number' ? token.value : token.text}"`
    },
  }
}

function condition(reader: Reader, attributes: Attributes): Condition {
  const subject = subjectOf(reader, attributes)
  const operator = operatorOf(reader)
  const isNumber = subject.entity === 'metric' || (subject.entity === 'attribute' && attributes[subject.key] === 'number')
  if (!(isNumber ? NUMERIC : TEXTUAL).includes(operator))
    throw invalid(`Invalid comparator for ${subject.entity} "${subject.key}": ${operator}`)
  if (operator === 'IS NULL' || operator === 'IS NOT NULL') return { ...subject, operator, value: null }
  if (operator === 'IN' || operator === 'NOT IN') return { ...subject, operator, value: listOf(reader) }
  return { ...subject, operator, value: isNumber ? numberOf(reader, subject) : textOf(reader, subject) }
}

function subjectOf(reader: Reader, attributes: Attributes): Subject {
  const token = reader.take()
  if (token?.type !== 'word') throw invalid('Invalid filter: expected a name such as metrics.loss, params.lr or tags.team')
  const [prefix = '', ...rest] = token.text.split('.')
  const entity = rest.length > 0 ? ENTITIES[prefix.toLowerCase()] : 'attribute'
  if (!entity) throw invalid(`Invalid entity type "${prefix}": expected metrics, params, tags, datasets or attributes`)
  const key = rest.length > 0 ? keyAfter(rest.join('.'), reader) : token.text
  if (entity === 'attribute' && !(key in attributes))
    throw invalid(`Invalid attribute key "${key}": expected one of ${Object.keys(attributes).join(', ')}`)
  return { entity, key }
}

/** "metrics." is followed by its name in quotes. */
function keyAfter(written: string, reader: Reader): string {
  if (written !== '') return written
  const token = reader.take()
  if (token?.type !== 'quoted' || token.quote === "'")
    throw invalid('Invalid filter: expected a name in backticks or double quotes after the dot')
  return token.text
}

function operatorOf(reader: Reader): Operator {
  const token = reader.peek()
  if (token?.type === 'sign' && NUMERIC.includes(token.text)) {
    reader.take()
    return token.text as Operator
  }
  for (const word of ['LIKE', 'ILIKE', 'IN'] as const) if (reader.takeWord(word)) return word
  if (reader.takeWord('NOT') && reader.takeWord('IN')) return 'NOT IN'
  if (reader.takeWord('IS')) {
    const not = reader.takeWord('NOT')
    if (reader.takeWord('NULL')) return not ? 'IS NOT NULL' : 'IS NULL'
  }
  throw invalid(`Invalid filter: expected a comparison, got ${reader.shown()}`)
}

function numberOf(reader: Reader, { entity, key }: Subject): number {
  const token = reader.take()
  if (token?.type === 'number') return token.value
  // Clients quote numbers of attributes now and then.
  if (token?.type === 'quoted' && token.text.trim() !== '' && !Number.isNaN(Number(token.text))) return Number(token.text)
  throw invalid(`Expected numeric value type for ${entity} "${key}"`)
}

function textOf(reader: Reader, { entity, key }: Subject): string {
  const token = reader.take()
  if (token?.type === 'quoted' && token.quote !== '`') return token.text
  throw invalid(`Expected a quoted string value for ${entity} "${key}"`)
}

function listOf(reader: Reader): string[] {
  const sign = (text: string) => {
    const token = reader.take()
    if (token?.type !== 'sign' || token.text !== text) throw invalid(`Invalid filter: expected a list such as ('a', 'b')`)
  }
  sign('(')
  const values: string[] = []
  for (;;) {
    const token = reader.take()
    if (token?.type !== 'quoted') throw invalid(`Invalid filter: expected a list such as ('a', 'b')`)
    values.push(token.text)
    const following = reader.peek()
    if (following?.type !== 'sign' || following.text !== ',') break
    reader.take()
  }
  sign(')')
  return values
}
