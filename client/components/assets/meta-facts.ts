import type { AssetMeta } from '#shared/domain/asset-meta.ts'
import { measured } from '../../figures.ts'

/** What is known of an image beside its labels, under the names by which it is asked for, in their order. */
export const metaFacts = (meta: AssetMeta | undefined): (readonly [name: string, value: string])[] =>
  Object.entries(meta ?? {})
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => [name, typeof value === 'number' ? measured(value) : value])
