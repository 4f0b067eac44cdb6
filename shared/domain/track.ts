import { z } from 'zod'
import { TrackId } from './ids.ts'

/**
 * One frame's part in a track: the same object through the frames of a video. Keyframes are what people draw; the annotations of the
 * frames between are computed from them, and are ordinary annotations all the same.
 */
export const Track = z.object({
  id: TrackId,
  /** What people call it; counts up in its video. */
  number: z.number().int().nonnegative(),
  /** A person drew it here; false where it was computed from the keyframes around. */
  keyframe: z.boolean(),
  /** From here up to the next keyframe the object is not on the picture; the annotation itself is deleted then. */
  outside: z.boolean(),
})
export type Track = z.infer<typeof Track>

/** The same track at a frame where a person says how the object is. */
export const asKeyframe = (track: Track): Track => ({ ...track, keyframe: true, outside: false })
