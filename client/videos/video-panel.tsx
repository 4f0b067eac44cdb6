import { PlayerBar } from './player-bar.tsx'
import { TrackTimeline } from './track-timeline.tsx'
import { usePlaying } from './use-playing.ts'
import type { Video } from './video.ts'
import styles from './video-panel.module.css'

interface Props {
  /** Null until its frames are known. */
  readonly video: Video | null
}

/** Below an image that is a frame of a video: the player, and its tracks over time. As high from the first moment, so that the image never moves. */
export function VideoPanel({ video }: Props) {
  return (
    <section className={styles.panel} data-testid="video">
      {video && <Player video={video} />}
    </section>
  )
}

function Player({ video }: { readonly video: Video }) {
  usePlaying(video)
  return (
    <>
      <PlayerBar video={video} />
      <TrackTimeline video={video} />
    </>
  )
}
