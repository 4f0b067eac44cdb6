import { z } from 'zod'
import { route } from '../contract.ts'
import { AssetId, ProjectId, TrackId, VideoId } from '../domain/ids.ts'
import { LabelName } from '../ontology.ts'

const ofVideo = z.object({ projectId: ProjectId, videoId: VideoId })

/** An image of a video with its number. */
export const FrameOfVideo = z.object({ assetId: AssetId, frame: z.number().int() })
export type FrameOfVideo = z.infer<typeof FrameOfVideo>

/** Where a track runs through its video, in the numbers of frames. */
export const TrackRun = z.object({
  id: TrackId,
  number: z.number().int(),
  label: LabelName,
  /** From the first to the last frame of each stretch without a gap. */
  spans: z.array(z.tuple([z.number().int(), z.number().int()])),
  keyframes: z.array(z.number().int()),
  /** Keyframes that say: gone from here. */
  outside: z.array(z.number().int()),
})
export type TrackRun = z.infer<typeof TrackRun>

/** Videos as sequences of assets. Tracks themselves are properties of annotations and change by ordinary operations. */
export const videos = {
  frames: route({
    method: 'get',
    path: '/api/projects/:projectId/videos/:videoId/frames',
    summary: 'The frames of a video in their order.',
    access: 'project:view',
    params: ofVideo,
    response: z.array(FrameOfVideo),
  }),
  tracks: route({
    method: 'get',
    path: '/api/projects/:projectId/videos/:videoId/tracks',
    summary: 'The tracks of a video by number: where they run, and their keyframes.',
    access: 'project:view',
    params: ofVideo,
    response: z.array(TrackRun),
  }),
} as const
