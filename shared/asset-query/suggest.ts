import {
  CHOICE_FIELDS,
  DATE_FIELDS,
  FINDINGS_ASKED,
  isFieldOf,
  MYSELF,
  NUMBER_FIELDS,
  PERSON_FIELDS,
  TEXT_FIELDS,
} from './fields.ts'
import { writtenValue } from './written-query.ts'

/** What a project has that can be asked for by name. */
export interface Vocabulary {
  readonly labels: readonly string[]
  readonly people: readonly string[]
}

const MOST_SUGGESTED = 8
/** The letters before the cursor that belong to what is being written. */
const BEGUN = /"?[^\s"<>=!~:,()]*$/
const AFTER_FIELD = /([\w.-]+)\s*(?:!=|<=|>=|[:=<>~]|,)\s*$/
const AFTER_LIST = /([\w.-]+)\s*(?:!=|[:=])\s*(?:[^\s,()"]+|"[^"]*")(?:\s*,\s*(?:[^\s,()"]+|"[^"]*"))*\s*,\s*$/
const AFTER_COUNT = /\bcount\s*\(\s*$/i
const AFTER_NUMBER = new RegExp(
  `(?:^|[\\s(])(?:${[...Object.keys(NUMBER_FIELDS), ...Object.keys(DATE_FIELDS)].join('|')}|count\\([^)]*\\))\\s+$`,
  'i',
)
const SIGNS = ['>', '<', '>=', '<=', '=']
const DAYS = ['today', 'yesterday', '7d', '30d']
const FORMATS = ['jpeg', 'png', 'webp', 'tiff']
const STARTS = [
  ...Object.keys(CHOICE_FIELDS).map((field) => `${field}:`),
  'label:',
  'finding:',
  'count(',
  ...Object.keys(PERSON_FIELDS).map((field) => `${field}:`),
  ...Object.keys(TEXT_FIELDS).map((field) => `${field} ~ `),
  ...Object.keys(NUMBER_FIELDS).map((field) => `${field} `),
  ...Object.keys(DATE_FIELDS).map((field) => `${field} `),
]

/** What could stand at the cursor, and the columns that it would take the place of: [from, cursor). */
export function suggestionsAt(text: string, cursor: number, known: Vocabulary): { from: number; options: string[] } {
  const before = text.slice(0, cursor)
  const begun = BEGUN.exec(before)?.[0] ?? ''
  const from = cursor - begun.length
  const typed = begun.replaceAll('"', '').toLowerCase()
  const options = candidates(before.slice(0, from), known)
    .filter(
      (option) => option.replaceAll('"', '').toLowerCase().startsWith(typed) && option.toLowerCase() !== begun.toLowerCase(),
    )
    .slice(0, MOST_SUGGESTED)
  return { from, options }
}

function candidates(before: string, { labels, people }: Vocabulary): string[] {
  if (AFTER_COUNT.test(before)) return labels.map((label) => `${writtenValue(label)}) > `)
  const field = (AFTER_LIST.exec(before) ?? AFTER_FIELD.exec(before))?.[1]?.toLowerCase()
  if (field !== undefined) return valuesOf(field, labels, people)
  if (AFTER_NUMBER.test(before)) return SIGNS.map((sign) => `${sign} `)
  return before.trim() === '' || /(\(|\b(and|or|not))\s*$/i.test(before)
    ? ['not ', ...STARTS]
    : [...STARTS, 'not ', 'or ', 'and ']
}

function valuesOf(field: string, labels: readonly string[], people: readonly string[]): string[] {
  if (isFieldOf(CHOICE_FIELDS, field)) return CHOICE_FIELDS[field].map((value) => `${value} `)
  if (field === 'finding') return FINDINGS_ASKED.map((value) => `${value} `)
  if (field === 'label') return labels.map((label) => `${writtenValue(label)} `)
  if (isFieldOf(PERSON_FIELDS, field)) return [MYSELF, ...people].map((name) => `${writtenValue(name)} `)
  if (isFieldOf(DATE_FIELDS, field)) return DAYS.map((day) => `${day} `)
  return field === 'format' ? FORMATS.map((format) => `${format} `) : []
}
