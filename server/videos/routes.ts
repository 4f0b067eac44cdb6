import { routes } from '#shared/routes.ts'
import { notFound } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { listFrames, listTracks } from './track-runs.ts'

/** Mounts what the player and the timeline read. */
export function mountVideos(mount: Mount, { store }: { store: Pick<Store, 'assets' | 'annotations'> }): void {
  const { videos } = routes
  mount(videos.frames, async ({ params: { projectId, videoId } }) => {
    const frames = await listFrames(store, projectId, videoId)
    if (frames.length === 0) throw notFound(`Video ${videoId}`)
    return frames
  })
  mount(videos.tracks, ({ params: { projectId, videoId } }) => listTracks(store, projectId, videoId))
}
