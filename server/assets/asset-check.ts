import type { AssetQuery, Comparison, Condition, MetaField } from '#shared/asset-query/condition.ts'
import { ANY_FINDING, type DateField, type NumberField } from '#shared/asset-query/fields.ts'
import { metaValue } from '#shared/domain/asset-meta.ts'

/** A condition as the database reads it. */
export type Check = Record<string, unknown>
/** What names in a query stand for. */
export interface Named {
  /** The person by the name that was written. */
  readonly personOf: (name: string) => string
  /** The images most like one, itself included. */
  readonly alikeTo: (assetId: string) => readonly string[]
}

const NUMBER_PATHS = {
  score: 'work.leastScore',
  uncertainty: 'uncertainty',
  labels: 'work.labels',
  suggestions: 'counts.suggested',
  drafts: 'counts.draft',
  width: 'width',
  height: 'height',
  bytes: 'bytes',
  brightness: 'measured.brightness',
  contrast: 'measured.contrast',
  sharpness: 'measured.sharpness',
  colour: 'measured.colour',
  warmth: 'measured.warmth',
} as const satisfies Record<NumberField, string>
const DATE_PATHS = {
  imported: 'createdAt',
  changed: 'work.changedAt',
  approved: 'work.approvedAt',
} as const satisfies Record<DateField, string>
const PERSON_PATHS = { by: 'work.people', 'approved-by': 'work.approvedBy' } as const
const OPERATORS = { '=': '$eq', '!=': '$ne', '<': '$lt', '<=': '$lte', '>': '$gt', '>=': '$gte' } as const

/** What the row of an image must be like for a query to hold of it; what is not known fulfils no comparison. */
export function checkOf(query: AssetQuery, named: Named): Check {
  if (query === null) return {}
  if (query.type === 'not') return { $nor: [checkOf(query.of, named)] }
  if ('of' in query) return { [query.type === 'all' ? '$and' : '$or']: query.of.map((each) => checkOf(each, named)) }
  return checkOfOne(query, named)
}

function checkOfOne(condition: Condition, named: Named): Check {
  switch (condition.type) {
    case 'choice':
      return { [condition.field]: { $in: condition.values } }
    case 'label':
      return countCheck(condition.label, '>', 0)
    case 'count':
      return countCheck(condition.label, condition.is, condition.value)
    case 'number':
      return { [pathOf(condition.field)]: known({ [OPERATORS[condition.is]]: condition.value }) }
    case 'date':
      return dateCheck(DATE_PATHS[condition.field], condition)
    case 'person':
      return { [PERSON_PATHS[condition.field]]: named.personOf(condition.name) }
    case 'text': {
      const written = escaped(condition.value)
      const $regex = condition.is === 'is' ? `^${written}$` : written
      const isText = { [condition.field]: { $regex, $options: 'i' } }
      const value = metaValue(condition.value)
      return isMeta(condition.field) && typeof value === 'number' ? { $or: [isText, { [condition.field]: value }] } : isText
    }
    case 'finding':
      return { found: condition.values.includes(ANY_FINDING) ? { $exists: true } : { $in: condition.values } }
    case 'similar':
      return { _id: { $in: named.alikeTo(condition.assetId) } }
    default:
      return condition satisfies never
  }
}

const isMeta = (field: string): field is MetaField => field.startsWith('meta.')
const pathOf = (field: NumberField | MetaField): string => (isMeta(field) ? field : NUMBER_PATHS[field])

const known = (comparison: Check): Check => ('$ne' in comparison ? { $nin: [comparison.$ne, null] } : comparison)

/** Whether a count that is nowhere, hence zero, fulfils a comparison. */
export function zeroFulfils(is: Comparison, value: number): boolean {
  return { '=': 0 === value, '!=': 0 !== value, '<': 0 < value, '<=': 0 <= value, '>': 0 > value, '>=': 0 >= value }[is]
}

// A label's name may hold dots and dollar signs, which a plain field path would misread.
function countCheck(label: string, is: Comparison, value: number): Check {
  if (/^\$|\./.test(label)) {
    const count = { $ifNull: [{ $getField: { field: { $literal: label }, input: '$counts.approved' } }, 0] }
    return { $expr: { [OPERATORS[is]]: [count, value] } }
  }
  const path = `counts.approved.${label}`
  const comparison = { [path]: { [OPERATORS[is]]: value } }
  return zeroFulfils(is, value) ? { $or: [comparison, { [path]: { $exists: false } }] } : comparison
}

function dateCheck(path: string, { is, from, to }: { is: Comparison; from: number; to: number }): Check {
  const day = { $gte: from, $lt: to }
  const comparisons = {
    '=': { [path]: day },
    '!=': { [path]: { $ne: null, $not: day } },
    '<': { [path]: { $lt: from } },
    '<=': { [path]: { $lt: to } },
    '>': { [path]: { $gte: to } },
    '>=': { [path]: { $gte: from } },
  } as const satisfies Record<Comparison, Check>
  return comparisons[is]
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
