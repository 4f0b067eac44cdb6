import type { AssetMeta } from '#shared/domain/asset-meta.ts'
import type { VideoId } from '#shared/domain/ids.ts'
import { metaTerm } from '../../asset-terms.ts'

/** What of an image may bind it to others. */
export interface Bound {
  readonly video?: { readonly id: string } | undefined
  readonly meta?: AssetMeta | undefined
}

/** Whatever shares one of these stays in one split: the frames of a video, images with the same value of the project's own `by`, such as a patient. */
export function kinOf({ video, meta = {} }: Bound, by: string | null): string[] {
  const value = by !== null && Object.hasOwn(meta, by) ? meta[by] : undefined
  return [...(video ? [video.id] : []), ...(by !== null && value !== undefined ? [metaTerm(by, value)] : [])]
}

/** How an image of the project that has this in common is found: one is enough, its group is that of all. */
export function withKin(kin: string, by: string | null) {
  return by !== null && kin.startsWith(metaTerm(by, '')) ? { 'terms.image': kin } : { 'video.id': kin as VideoId }
}
