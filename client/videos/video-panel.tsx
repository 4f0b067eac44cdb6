import { PlayerBar } from './player-bar.tsx'
import { TrackTimeline } from './track-timeline.tsx'
import { usePlaying } from './use-playing.ts'
import type { Video } from './video.ts'

/** Below an image that is a frame of a video: the player, and its tracks over time. */
export function VideoPanel({ video }: { readonly video: Video }) {
  usePlaying(video)
  return (
    <section data-testid="video">
      <PlayerBar video={video} />
      <TrackTimeline video={video} />
    </section>
  )
}
