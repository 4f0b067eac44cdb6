import type { Asset } from '#shared/domain/asset.ts'
import type { TrueObject } from './plan-work.ts'

/** What is really on every image of a data set. */
export interface Truth {
  readonly labels: readonly string[]
  /** The objects of an asset; a failure where the truth does not know it. */
  of(asset: Pick<Asset, 'name' | 'width' | 'height'>): TrueObject[]
}
