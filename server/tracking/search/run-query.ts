import { fieldOf } from '../fields.ts'
import { SPECIAL_TAGS } from '../logged-runs.ts'
import { likeExpression } from './like.ts'
import { type Attributes, type Condition, parseFilter, parseOrder, type Subject } from './parse-filter.ts'

/** A stage of an aggregation, or a condition in one, as the database reads it. */
export type Stage = Record<string, unknown>

/** What every run has, by MLflow's names; the rest is ours. */
export const RUN_ATTRIBUTES = {
  run_id: 'text',
  run_name: 'text',
  name: 'text',
  status: 'text',
  user_id: 'text',
  artifact_uri: 'text',
  kind: 'text',
  start_time: 'number',
  created: 'number',
  end_time: 'number',
  number: 'number',
  model_version: 'number',
  labels: 'number',
} as const satisfies Attributes

/** Where an attribute is found in the row of a run. */
const FIELDS: Record<keyof typeof RUN_ATTRIBUTES, string> = {
  run_id: '_id',
  run_name: 'name',
  name: 'name',
  status: 'state',
  user_id: 'userName',
  artifact_uri: 'artifactUri',
  kind: 'kind',
  start_time: 'startedAt',
  created: 'startedAt',
  end_time: 'finishedAt',
  number: 'number',
  model_version: 'modelVersion',
  labels: 'labels',
}

/** The condition that the rows of the runs fulfil which a filter is about. */
export function matchOf(filter: string): Stage {
  const conditions = parseFilter(filter, RUN_ATTRIBUTES)
  return conditions.length === 0 ? {} : { $and: conditions.map((each) => ({ [placeOf(each)]: comparison(each) })) }
}

/** Stages that put rows into an order, those that lack a value last; the newest first where it says nothing more. */
export function orderStages(orders: readonly string[]): Stage[] {
  const subjects = orders.map((order) => parseOrder(order, RUN_ATTRIBUTES))
  const isPlain = subjects.every(({ entity, key }) => entity === 'attribute' && key in ALWAYS_THERE)
  if (isPlain) {
    const asked = subjects.map((subject) => [placeOf(subject), subject.descending ? -1 : 1] as const)
    return [{ $sort: Object.fromEntries([...asked, ...NEWEST_FIRST.filter(([field]) => !asked.some(([own]) => own === field))]) }]
  }
  const keys = Object.fromEntries(subjects.flatMap((subject, place) => keysOf(subject, place)))
  const sort = subjects.flatMap(({ descending }, place) => [
    [`lacks${place}`, 1],
    [`key${place}`, descending ? -1 : 1],
  ])
  return [{ $addFields: keys }, { $sort: Object.fromEntries([...sort, ...NEWEST_FIRST]) }]
}

const NEWEST_FIRST: readonly (readonly [string, 1 | -1])[] = [
  ['startedAt', -1],
  ['_id', 1],
]
const ALWAYS_THERE: Readonly<Record<string, true>> = { run_id: true, start_time: true, created: true }

// Parameters are texts; those that are numbers stand in the order of numbers.
function keysOf(subject: Subject, place: number): [string, unknown][] {
  const field = `$${placeOf(subject)}`
  const key = subject.entity === 'param' ? { $convert: { input: field, to: 'double', onError: field, onNull: null } } : field
  return [
    [`key${place}`, key],
    [`lacks${place}`, { $cond: [{ $eq: [{ $ifNull: [field, null] }, null] }, 1, 0] }],
  ]
}

function placeOf({ entity, key }: Subject): string {
  if (entity === 'metric') return `metrics.${fieldOf(key)}.v`
  if (entity === 'param') return `params.${fieldOf(key)}`
  if (entity === 'tag') return placeOfTag(key)
  if (entity === 'dataset') return key === 'context' ? 'inputs.tags.value' : `inputs.dataset.${key}`
  return FIELDS[key as keyof typeof FIELDS]
}

function placeOfTag(key: string): string {
  if (key === SPECIAL_TAGS.name) return 'name'
  if (key === SPECIAL_TAGS.user) return 'userName'
  return key === SPECIAL_TAGS.note ? 'marks.note' : `marks.tags.${fieldOf(key)}`
}

function comparison({ operator, value }: Condition): unknown {
  switch (operator) {
    case '=':
      return { $eq: value }
    case '!=':
      return { $ne: value, $exists: true }
    case '<':
      return { $lt: value }
    case '<=':
      return { $lte: value }
    case '>':
      return { $gt: value }
    case '>=':
      return { $gte: value }
    case 'LIKE':
      return likeExpression(String(value))
    case 'ILIKE':
      return likeExpression(String(value), 'i')
    case 'IN':
      return { $in: value }
    case 'NOT IN':
      return { $nin: value, $exists: true }
    case 'IS NULL':
      return { $exists: false }
    case 'IS NOT NULL':
      return { $exists: true }
    default:
      return operator satisfies never
  }
}
