import type { Shape } from '../shapes/index.ts'
import { interpolated } from './interpolate.ts'

/** What a person said of an object at one frame. */
export interface Keyframe {
  readonly frame: number
  readonly shape: Shape
  /** The object is gone from here on. */
  readonly outside: boolean
}

/** What lies between two keyframes: a frame, the shape there, and the keyframe before it. */
export interface Between<K extends Keyframe> {
  readonly frame: number
  readonly shape: Shape
  readonly after: K
}

/**
 * The shapes of a track at the frames between its keyframes, both in ascending order. Nothing lies before the first and after the last one:
 * a label is claimed only where a person stood for both its ends.
 */
export function filled<K extends Keyframe>(keyframes: readonly K[], frames: readonly number[]): Between<K>[] {
  const between: Between<K>[] = []
  let at = 0
  for (const frame of frames) {
    while (at < keyframes.length - 1 && (keyframes[at + 1] as K).frame <= frame) at++
    const [after, before] = [keyframes[at], keyframes[at + 1]]
    if (!after || !before || after.outside || frame <= after.frame) continue
    const share = (frame - after.frame) / (before.frame - after.frame)
    between.push({ frame, shape: interpolated(after.shape, before.shape, share), after })
  }
  return between
}
