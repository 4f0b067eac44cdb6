import { useEffect, useRef } from 'react'
import { useDeskState, useOpenDesk } from '../workbench/desk-context.ts'
import { frameAfter, type Video } from './video.ts'

const FRAMES_PER_SECOND = 10

/** While a video plays, the next frame follows the one that is shown: on time, or as soon as it can be. */
export function usePlaying(video: Video): void {
  const { desk } = useOpenDesk()
  const isPlaying = useDeskState((ui) => ui.isPlaying)
  const next = frameAfter(video, 1)?.assetId ?? null
  // A new desk comes with every stroke, and must not make the frame wait anew.
  const visit = useRef(desk.visit)
  visit.current = desk.visit
  const { ui } = desk
  useEffect(() => {
    if (!isPlaying) return
    if (!next) return ui.setState({ isPlaying: false })
    const timer = setTimeout(() => visit.current(next), 1000 / FRAMES_PER_SECOND)
    return () => clearTimeout(timer)
  }, [ui, isPlaying, next])
}
