import type { ProjectId } from '#shared/domain/ids.ts'
import type { AssetFilter } from '#shared/routes/data.ts'
import { invalid } from '../errors.ts'

/** What the database is asked for: the assets of a project that pass a filter, after a place in import order. */
export function assetQuery(projectId: ProjectId, { status, split, label, search }: AssetFilter, cursor?: string) {
  return {
    projectId,
    ...(status && status.length > 0 && { status: { $in: status } }),
    ...(split && split.length > 0 && { split: { $in: split } }),
    ...(label && { $expr: { $gt: [approvedOf(label), 0] } }),
    ...(search && { name: { $regex: escaped(search), $options: 'i' } }),
    ...(cursor !== undefined && { order: { $gt: placeOf(cursor) } }),
  }
}

// A label's name may hold dots and dollar signs, which a plain field path would misread.
const approvedOf = (label: string) => ({ $getField: { field: { $literal: label }, input: '$counts.approved' } })

function placeOf(cursor: string): number {
  const place = Number(cursor)
  if (!Number.isSafeInteger(place)) throw invalid(`Expected a cursor that a page ended with, got "${cursor}"`)
  return place
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
