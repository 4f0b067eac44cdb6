import type { AssetQuery, Comparison, Condition } from '#shared/asset-query/condition.ts'
import {
  approverTerm,
  countScale,
  findingTerm,
  formatTerm,
  gramsOf,
  labelTerm,
  metaScale,
  metaTerm,
  personTerm,
  SCALES,
  type Scale,
  termsBetween,
  wholeWords,
} from '../asset-terms.ts'
import { type Check, type Named, zeroFulfils } from './asset-check.ts'

const WORK = 'terms.work'
const IMAGE = 'terms.image'
const NAME = 'terms.name'
/** Of a long part of a name a few trigrams are compared, and its whole words; the rarest leads. */
const MOST_GRAMS = 8
/** Changes from other clocks than ours may seem to come from tomorrow. */
const MS_AHEAD = 2 * 86_400_000

/** One way to the images of a query: values of one indexed field, under one of which each of them is found, in import order. */
export interface Access {
  readonly field: 'status' | 'split' | typeof WORK | typeof IMAGE | typeof NAME | null
  readonly values: readonly string[]
  /** Whether all that is found this way fulfils the query. */
  readonly isExact: boolean
}
/** The walk through all images of a project, in import order. */
export const EVERYTHING: Access = { field: null, values: [], isExact: false }

/** What the database is asked for along an access, before the query itself is checked. */
export const narrowed = ({ field, values }: Access): Check =>
  field === null ? {} : { [field]: values.length === 1 ? values[0] : { $in: values } }

/** The index of an access. */
export const indexOf = ({ field }: Access): Record<string, 1> =>
  field === null ? { projectId: 1, order: 1 } : { projectId: 1, [field]: 1, order: 1 }

/** All ways to the images of a query; none where only a walk through all of them finds them. */
export function accessesOf(query: AssetQuery, named: Named, now: number): Access[] {
  if (query === null) return []
  switch (query.type) {
    case 'not':
      return []
    case 'all':
      return query.of.flatMap((each) => accessesOf(each, named, now)).map((access) => ({ ...access, isExact: false }))
    case 'any':
      return unions(query.of.map((each) => accessesOf(each, named, now)))
    default:
      return accessesOfOne(query, named, now)
  }
}

// Alternatives are found together where each is found by the same field.
function unions(alternatives: readonly Access[][]): Access[] {
  const [first = [], ...others] = alternatives
  return first.flatMap((access) => {
    const same = others.map((each) => each.find(({ field }) => field === access.field))
    if (same.includes(undefined)) return []
    const all = [access, ...(same as Access[])]
    const values = [...new Set(all.flatMap((each) => each.values))]
    return [{ field: access.field, values, isExact: all.every(({ isExact }) => isExact) }]
  })
}

function accessesOfOne(condition: Condition, named: Named, now: number): Access[] {
  switch (condition.type) {
    case 'choice':
      return [{ field: condition.field, values: condition.values, isExact: true }]
    case 'label':
      return [by(WORK, [labelTerm(condition.label)], true)]
    case 'count': {
      const { label, is, value } = condition
      return zeroFulfils(is, value) ? [] : between(WORK, countScale(label), is, value, value)
    }
    case 'number': {
      const { field, is, value } = condition
      if (field === 'uncertainty') return []
      const scale = isScaled(field) ? SCALES[field] : metaScale(metaName(field))
      return between(OF_THE_LOG.includes(field) ? WORK : IMAGE, scale, is, value, value)
    }
    case 'date': {
      const { field, is, from, to } = condition
      return between(OF_THE_LOG.includes(field) ? WORK : IMAGE, SCALES[field], is, from, to - 1, now + MS_AHEAD)
    }
    case 'person': {
      const id = named.personOf(condition.name)
      return [by(WORK, [condition.field === 'by' ? personTerm(id) : approverTerm(id)], true)]
    }
    case 'text':
      return accessesOfText(condition)
    case 'finding':
      return [by(IMAGE, condition.values.map(findingTerm), true)]
    case 'similar':
      return []
    default:
      return condition satisfies never
  }
}

const isScaled = (field: string): field is keyof typeof SCALES => Object.hasOwn(SCALES, field)
const metaName = (field: string): string => field.slice('meta.'.length)
const OF_THE_LOG: readonly string[] = ['score', 'labels', 'suggestions', 'drafts', 'changed', 'approved']
const by = (field: NonNullable<Access['field']>, values: readonly string[], isExact: boolean): Access => ({
  field,
  values,
  isExact,
})

function between(
  field: NonNullable<Access['field']>,
  scale: Scale,
  is: Comparison,
  from: number,
  to: number,
  most = Number.POSITIVE_INFINITY,
): Access[] {
  if (is === '!=') return []
  const least = is === '<' || is === '<=' ? Number.NEGATIVE_INFINITY : from
  return [by(field, termsBetween(scale, least, is === '>' || is === '>=' ? most : to), false)]
}

function accessesOfText({ field, is, value }: Extract<Condition, { type: 'text' }>): Access[] {
  if (field === 'name') {
    const grams = gramsOf(value)
    const step = Math.ceil(grams.length / MOST_GRAMS)
    const chosen = [...wholeWords(value), ...grams.filter((_, at) => at % step === 0)]
    return chosen.map((term) => by(NAME, [term], false))
  }
  if (is === 'contains') return []
  return [by(IMAGE, [field === 'format' ? formatTerm(value) : metaTerm(metaName(field), value)], field === 'format')]
}
