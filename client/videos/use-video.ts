import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { Asset } from '#shared/domain/asset.ts'
import type { ProjectId, VideoId } from '#shared/domain/ids.ts'
import type { TrackRun } from '#shared/routes/videos.ts'
import { queries } from '../queries.ts'
import { onNotice, request, socket } from '../socket.ts'
import type { Video } from './video.ts'

const NO_TRACKS: readonly TrackRun[] = []
const NO_VIDEO = '' as VideoId

/** The video of the open image; null where it is no frame of one, or not known yet. */
export function useVideo(projectId: ProjectId, asset: Pick<Asset, 'id' | 'video'> | null): Video | null {
  const id = asset?.video?.id ?? NO_VIDEO
  const [ofFrames, ofTracks] = [queries.videoFrames(projectId, id), queries.videoTracks(projectId, id)]
  const { data: frames } = useQuery(id === NO_VIDEO ? { ...ofFrames, queryFn: skipToken } : ofFrames)
  const { data: tracks = NO_TRACKS } = useQuery(id === NO_VIDEO ? { ...ofTracks, queryFn: skipToken } : ofTracks)
  useTracksLive(projectId, id)
  const name = asset?.video?.name
  return useMemo(() => {
    const place = frames?.findIndex(({ assetId }) => assetId === asset?.id) ?? -1
    return frames && name !== undefined && place >= 0 ? { id, name, frames, place, tracks } : null
  }, [id, name, frames, tracks, asset?.id])
}

// What people do on other frames, and what follows from it, reaches the timeline soon.
function useTracksLive(projectId: ProjectId, id: VideoId): void {
  const cache = useQueryClient()
  useEffect(() => {
    if (id === NO_VIDEO) return
    const { queryKey } = queries.videoTracks(projectId, id)
    const watch = () => void request('project:watch', { projectId })
    const stop = onNotice('project:changed', (notice) => {
      if (notice.projectId === projectId) void cache.invalidateQueries({ queryKey })
    })
    if (socket.connected) watch()
    socket.on('connect', watch)
    return () => {
      stop()
      socket.off('connect', watch)
    }
  }, [cache, projectId, id])
}
