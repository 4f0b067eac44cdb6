import { labelsIn, type Split } from '#shared/domain/asset.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { AssetRow } from '../store/collections.ts'
import { type Features, TODAY } from '../store/features.ts'

/** What a cell holds; null where nothing is known. */
export type Cell = string | number | Date | readonly number[] | null
/** An image with what is kept of it as features, where that was asked for. */
export type TableRow = AssetRow & { readonly features?: Features }
export interface Column {
  readonly name: string
  readonly type: 'text' | 'whole' | 'number' | 'time' | 'vector'
  readonly of: (row: TableRow) => Cell
}
interface Known {
  readonly labels: readonly string[]
  /** Names of the metadata that some image has, and whether all of its values are numbers. */
  readonly meta: readonly { readonly name: string; readonly isNumber: boolean }[]
  readonly nameOf: (userId: UserId) => string
}

const timeOf = (at: number | null | undefined): Date | null => (at === null || at === undefined ? null : new Date(at))
const text = (name: string, of: (row: AssetRow) => string | Split | null): Column => ({ name, type: 'text', of })
const whole = (name: string, of: (row: AssetRow) => number | null): Column => ({ name, type: 'whole', of })
const figure = (name: string, of: (row: AssetRow) => number | null | undefined): Column => ({
  name,
  type: 'number',
  of: (row) => of(row) ?? null,
})
const time = (name: string, of: (row: AssetRow) => number | null | undefined): Column => ({
  name,
  type: 'time',
  of: (row) => timeOf(of(row)),
})

const described = (name: string, isNumber: boolean): Column => ({
  name: `meta.${name}`,
  type: isNumber ? 'number' : 'text',
  of: ({ meta = {} }) => (!Object.hasOwn(meta, name) ? null : isNumber ? (meta[name] ?? null) : String(meta[name])),
})

/** The columns of a table with one row per image: what it is, how far it is, who and when, what was measured, what else is known, how often it has each label. */
export function columnsOf({ labels, meta, nameOf }: Known): Column[] {
  return [
    text('id', ({ _id }) => _id),
    text('name', ({ name }) => name),
    text('sha256', ({ hash }) => hash),
    text('status', ({ status }) => status),
    text('split', ({ split }) => split),
    text('group', ({ group }) => group),
    text('format', ({ format }) => format),
    whole('width', ({ width }) => width),
    whole('height', ({ height }) => height),
    whole('bytes', ({ bytes }) => bytes),
    whole('labels', ({ counts }) => labelsIn(counts)),
    whole('suggestions', ({ counts }) => counts.suggested),
    whole('drafts', ({ counts }) => counts.draft),
    figure('score', ({ work }) => work?.leastScore),
    figure('uncertainty', ({ uncertainty }) => uncertainty),
    time('imported', ({ createdAt }) => createdAt),
    time('changed', ({ work }) => work?.changedAt),
    time('approved', ({ work }) => work?.approvedAt),
    text('approved_by', ({ work }) => (work?.approvedBy ? nameOf(work.approvedBy) : null)),
    text('people', ({ work }) => (work?.people ?? []).map(nameOf).join(', ')),
    figure('brightness', ({ measured }) => measured?.brightness),
    figure('contrast', ({ measured }) => measured?.contrast),
    figure('sharpness', ({ measured }) => measured?.sharpness),
    figure('colour', ({ measured }) => measured?.colour),
    figure('warmth', ({ measured }) => measured?.warmth),
    ...meta.map(({ name, isNumber }) => described(name, isNumber)),
    ...labels.map((label) =>
      whole(`count(${label})`, ({ counts: { approved } }) => (Object.hasOwn(approved, label) ? (approved[label] ?? 0) : 0)),
    ),
  ]
}

/** The vector of an image, by which network it was made, and when. */
export const VECTOR_COLUMNS: readonly Column[] = [
  { name: 'vector', type: 'vector', of: ({ features }) => (features?.vector ? [...features.vector] : null) },
  { name: 'vector_by', type: 'text', of: ({ features }) => (features?.vector ? TODAY.vector : null) },
  { name: 'vector_at', type: 'time', of: ({ features }) => timeOf(features?.madeAt.vector) },
]
