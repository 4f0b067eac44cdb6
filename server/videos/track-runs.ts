import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { AssetId, ProjectId, TrackId, VideoId } from '#shared/domain/ids.ts'
import type { FrameOfVideo, TrackRun } from '#shared/routes/videos.ts'
import type { Store } from '../store/store.ts'

type Part = Pick<Annotation, 'assetId' | 'label' | 'status' | 'track'>

/** The frames of a video in their order. */
export async function listFrames(store: Pick<Store, 'assets'>, projectId: ProjectId, videoId: VideoId): Promise<FrameOfVideo[]> {
  const rows = await framesCursor(store, projectId, videoId).toArray()
  return rows.map(({ _id, video }) => ({ assetId: _id, frame: video?.frame ?? 0 }))
}

/** The tracks of a video by number. */
export async function listTracks(
  store: Pick<Store, 'assets' | 'annotations'>,
  projectId: ProjectId,
  videoId: VideoId,
): Promise<TrackRun[]> {
  const frames = await listFrames(store, projectId, videoId)
  const parts = await partsCursor(
    store,
    frames.map(({ assetId }) => assetId),
  ).toArray()
  return runsOf(frames, parts)
}

/** The query for frames, which an index answers. */
export const framesCursor = (store: Pick<Store, 'assets'>, projectId: ProjectId, videoId: VideoId) =>
  store.assets
    .find({ projectId, 'video.id': videoId }, { projection: { 'video.frame': 1 }, hint: 'projectId_1_video.id_1_video.frame_1' })
    .sort({ 'video.frame': 1 })

/** The query for the annotations of tracks on assets: of the others the index knows nothing. */
export const partsCursor = (store: Pick<Store, 'annotations'>, assetIds: readonly AssetId[]) =>
  store.annotations
    .find({ assetId: { $in: [...assetIds] }, 'track.id': { $exists: true } }, { hint: 'assetId_1_track.id_1' })
    .project<Part>({ _id: 0, assetId: 1, label: 1, status: 1, track: 1 })

/** Where the tracks run, by number. */
export function runsOf(frames: readonly FrameOfVideo[], parts: readonly Part[]): TrackRun[] {
  const places = new Map(frames.map(({ assetId }, index) => [assetId, index]))
  const tracks = new Map<
    TrackId,
    { number: number; label: string; seen: Set<number>; keyframes: Set<number>; outside: Set<number> }
  >()
  for (const part of parts) {
    const { track, assetId, label } = part
    const place = places.get(assetId)
    if (!track || place === undefined) continue
    const fresh = {
      number: track.number,
      label,
      seen: new Set<number>(),
      keyframes: new Set<number>(),
      outside: new Set<number>(),
    }
    const run = tracks.get(track.id) ?? fresh
    tracks.set(track.id, run)
    if (isVisible(part)) run.seen.add(place)
    if (isVisible(part) && track.keyframe) run.keyframes.add(place)
    if (!isVisible(part) && track.keyframe && track.outside) run.outside.add(place)
  }
  const frameAt = (place: number): number => frames[place]?.frame ?? 0
  const inOrder = (places: ReadonlySet<number>): number[] => [...places].sort((a, b) => a - b)
  return [...tracks]
    .filter(([, { seen }]) => seen.size > 0)
    .map(([id, { number, label, seen, keyframes, outside }]) => ({
      id,
      number,
      label,
      spans: stretches(inOrder(seen)).map(([first, last]): [number, number] => [frameAt(first), frameAt(last)]),
      keyframes: inOrder(keyframes).map(frameAt),
      outside: inOrder(outside)
        .filter((place) => !seen.has(place))
        .map(frameAt),
    }))
    .sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1))
}

function stretches(places: readonly number[]): [number, number][] {
  const found: [number, number][] = []
  for (const place of places) {
    const last = found.at(-1)
    if (last && last[1] === place - 1) last[1] = place
    else found.push([place, place])
  }
  return found
}
