import { isVisible } from '#shared/domain/annotation.ts'
import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AssetId, ProjectId, TrackId, VideoId } from '#shared/domain/ids.ts'
import type { Track } from '#shared/domain/track.ts'
import type { AnnotationRow } from '../../store/collections.ts'
import type { Store } from '../../store/store.ts'

/** A frame of a video, as far as its tracks need it. */
export interface Frame {
  readonly assetId: AssetId
  readonly frame: number
  readonly status: AssetStatus
}
export type TrackRow = AnnotationRow & { track: Track }

/** The frames of a video in their order. */
export async function framesOf(store: Pick<Store, 'assets'>, projectId: ProjectId, videoId: VideoId): Promise<Frame[]> {
  const rows = await store.assets
    .find({ projectId, 'video.id': videoId }, { projection: { 'video.frame': 1, status: 1 } })
    .sort({ 'video.frame': 1 })
    .toArray()
  return rows.map(({ _id, video, status }) => ({ assetId: _id, frame: video?.frame ?? 0, status }))
}

/** Everything that ever was of a track, deleted annotations too. */
export async function rowsOfTrack(store: Pick<Store, 'annotations'>, projectId: ProjectId, id: TrackId): Promise<TrackRow[]> {
  const rows = await store.annotations.find({ projectId, 'track.id': id }).toArray()
  return rows.filter((row): row is TrackRow => row.track !== null)
}

/** Of each asset the one annotation that stands for the track there: what is seen, else where it was said to be outside, else what was. */
export function rowByAsset(rows: readonly TrackRow[]): Map<AssetId, TrackRow> {
  const chosen = new Map<AssetId, TrackRow>()
  for (const row of rows) {
    const other = chosen.get(row.assetId)
    if (!other || rank(row) < rank(other)) chosen.set(row.assetId, row)
  }
  return chosen
}

/** Whether a person said at this frame how the object is, or that it is gone. */
export const isKeyframe = (row: TrackRow): boolean => row.track.keyframe && (isVisible(row) || row.track.outside)

const rank = (row: TrackRow): number => (isVisible(row) ? 0 : isKeyframe(row) ? 1 : 2)
