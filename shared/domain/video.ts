import { z } from 'zod'
import { VideoId } from './ids.ts'

/** An asset's place in a video: the images of one folder whose names count. */
export const VideoFrame = z.object({
  id: VideoId,
  /** The folder and what stands before the number. */
  name: z.string(),
  /** The number in its name; there may be gaps. */
  frame: z.number().int().nonnegative(),
})
export type VideoFrame = z.infer<typeof VideoFrame>
