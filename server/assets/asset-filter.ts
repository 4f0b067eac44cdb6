import type { AssetQuery, Condition } from '#shared/asset-query/condition.ts'
import type { AssetFilter } from '#shared/routes/data.ts'

/** What the fields of an address ask, as a query: every field narrows, and so does what is asked in words. */
export function queryOfFields({ status, split, label, search }: AssetFilter, asked: AssetQuery): AssetQuery {
  const conditions: Condition[] = [
    ...(status && status.length > 0 ? [{ type: 'choice', field: 'status', values: status } as const] : []),
    ...(split && split.length > 0 ? [{ type: 'choice', field: 'split', values: split } as const] : []),
    ...(label ? [{ type: 'label', label, at: 0 } as const] : []),
    ...(search ? [{ type: 'text', field: 'name', is: 'contains', value: search } as const] : []),
  ]
  const all = [...conditions, ...(asked === null ? [] : [asked])]
  if (all.length === 0) return null
  return all.length === 1 ? (all[0] ?? null) : { type: 'all', of: all }
}
