import type { Split } from '#shared/domain/asset.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { AssetRow } from '../store/collections.ts'

/** What a cell holds; null where nothing is known. */
export type Cell = string | number | Date | null
export interface Column {
  readonly name: string
  readonly type: 'text' | 'whole' | 'number' | 'time'
  readonly of: (row: AssetRow) => Cell
}
interface Known {
  readonly labels: readonly string[]
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

/** The columns of a table with one row per image: what it is, how far it is, who and when, what was measured, how often it has each label. */
export function columnsOf({ labels, nameOf }: Known): Column[] {
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
    whole('labels', ({ counts }) => Object.values(counts.approved).reduce((sum, count) => sum + count, 0)),
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
    ...labels.map((label) => whole(`count(${label})`, ({ counts }) => counts.approved[label] ?? 0)),
  ]
}
