import type { ProjectId } from '#shared/domain/ids.ts'
import type { FindingStatus, ShownFinding } from '#shared/domain/quality.ts'
import { QUALITY_RULES, type QualityRuleId } from '#shared/domain/quality-rule.ts'
import { bounds, type Shape } from '#shared/shapes/index.ts'
import { invalid } from '../errors.ts'
import { type AssetRow, fromStored } from '../store/collections.ts'
import type { QualityFindingRow } from '../store/quality-rows.ts'
import type { Store } from '../store/store.ts'

type ShownStore = Pick<Store, 'assets' | 'annotations'>
type FindingStore = ShownStore & Pick<Store, 'qualityFindings'>
export interface FindingQuery {
  readonly rule: QualityRuleId
  readonly status: FindingStatus
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Findings of a rule, the farthest beyond its threshold first. */
export async function listFindings(
  store: FindingStore,
  projectId: ProjectId,
  { rule, status, cursor, limit }: FindingQuery,
): Promise<{ items: ShownFinding[]; next: string | null }> {
  const direction = QUALITY_RULES[rule].finds === 'below' ? 1 : -1
  const beyond = direction === 1 ? '$gt' : '$lt'
  const after = cursor === undefined ? null : placeOf(cursor)
  const rest = after && {
    $or: [{ value: { [beyond]: after.value } }, { value: after.value, _id: { [beyond]: after.id } }],
  }
  const rows = await store.qualityFindings
    .find({ projectId, rule, status, ...rest })
    .sort({ value: direction, _id: direction })
    .limit(limit)
    .toArray()
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { items: await shown(store, rows), next: last ? `${last.value}|${last._id}` : null }
}

/** Findings with what is shown of their images; those of images that are gone are left out. */
export async function shown(store: ShownStore, rows: readonly QualityFindingRow[]): Promise<ShownFinding[]> {
  const ids = [...new Set(rows.map(({ assetId }) => assetId))]
  const fields = { name: 1, status: 1, width: 1, height: 1 } as const
  const labelIds = [...new Set(rows.flatMap(({ annotationIds }) => annotationIds))]
  const [assets, labels] = await Promise.all([
    store.assets.find({ _id: { $in: ids } }, { projection: fields }).toArray(),
    store.annotations.find({ _id: { $in: labelIds } }, { projection: { shape: 1 } }).toArray(),
  ])
  const assetOf = new Map(assets.map((asset) => [asset._id, asset]))
  const shapeOf = new Map(labels.map(({ _id, shape }) => [_id, shape]))
  return rows.flatMap((row) => {
    const asset = assetOf.get(row.assetId)
    if (!asset) return []
    const boxes = row.annotationIds.flatMap((id) => boxOf(shapeOf.get(id), asset))
    return [{ ...fromStored(row), asset, boxes }]
  })
}

function boxOf(shape: Shape | undefined, { width, height }: Pick<AssetRow, 'width' | 'height'>): ShownFinding['boxes'] {
  const extent = shape && bounds(shape)
  return extent ? [[extent.x / width, extent.y / height, extent.width / width, extent.height / height]] : []
}

function placeOf(cursor: string): { value: number; id: string } {
  const at = cursor.indexOf('|')
  const value = Number(cursor.slice(0, at))
  if (at < 1 || Number.isNaN(value)) throw invalid(`Expected a cursor that a page ended with, got "${cursor}"`)
  return { value, id: cursor.slice(at + 1) }
}
