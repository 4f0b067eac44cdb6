import type { AssetId, VideoId } from '#shared/domain/ids.ts'
import type { FrameOfVideo, TrackRun } from '#shared/routes/videos.ts'

/** The video that the open image is a frame of, as the player and its acts see it. */
export interface Video {
  readonly id: VideoId
  readonly name: string
  /** In their order; never empty. */
  readonly frames: readonly FrameOfVideo[]
  /** The place of the open image among them. */
  readonly place: number
  /** By number; a moment behind what people do. */
  readonly tracks: readonly TrackRun[]
}

/** The number of the open frame. */
export const frameNumber = ({ frames, place }: Video): number => frames[place]?.frame ?? 0

/** The frame so many steps on, or the last one that there is; null where that is the open one. */
export function frameAfter({ frames, place }: Video, steps: number): FrameOfVideo | null {
  const target = Math.min(Math.max(place + steps, 0), frames.length - 1)
  return target === place ? null : (frames[target] ?? null)
}

/** The frame of a number, or the next one after it. */
export const frameOfNumber = ({ frames }: Video, number: number): FrameOfVideo | null =>
  frames.find(({ frame }) => frame >= number) ?? frames.at(-1) ?? null

/** Everything that a person said of a track, in the numbers of frames: where it was drawn, and where it was gone. */
export const marksOf = ({ keyframes, outside }: TrackRun): number[] => [...keyframes, ...outside].sort((a, b) => a - b)

/** The first and the last frame on which a track is seen. */
export function extentOf({ spans }: TrackRun): readonly [number, number] | null {
  const [first, last] = [spans[0], spans.at(-1)]
  return first && last ? [first[0], last[1]] : null
}

/** The asset where a track was last drawn at or before a frame, or else is drawn first; null where it is nowhere. */
export function nearestKeyframe({ frames }: Video, { keyframes }: TrackRun, frame: number): AssetId | null {
  const before = keyframes.filter((one) => one <= frame).at(-1)
  const wanted = before ?? keyframes[0]
  return frames.find((one) => one.frame === wanted)?.assetId ?? null
}
