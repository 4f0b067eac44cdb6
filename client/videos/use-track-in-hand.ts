import { useEffect, useRef } from 'react'
import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { AssetState } from '#shared/operations.ts'
import type { WorkbenchStore } from '../workbench/workbench-state.ts'

/** Selecting an object takes its track into the hand, and the next frame begins with the same object selected. */
export function useTrackInHand(ui: WorkbenchStore, state: AssetState | null): void {
  const latest = useRef(state)
  latest.current = state
  useEffect(
    () =>
      ui.subscribe(({ selection }, before) => {
        const [id] = selection
        if (selection === before.selection || id === undefined) return
        const state = latest.current
        const track = state?.annotations.get(id)?.track
        if (state && track !== undefined) ui.setState({ track: track?.id ?? null, trackSeenOn: state.assetId })
      }),
    [ui],
  )

  // Once per image: what a person lets go of stays let go.
  const chosenOn = useRef<string | null>(null)
  useEffect(() => {
    const { track, selection } = ui.getState()
    if (!state || chosenOn.current === state.assetId) return
    const found = track === null ? undefined : [...state.annotations.values()].find(isOf(track))
    if (selection.length === 0 && !found) return
    chosenOn.current = state.assetId
    if (found && selection.length === 0) ui.setState({ selection: [found.id] })
  }, [ui, state])
}

const isOf =
  (track: string) =>
  (annotation: Annotation): boolean =>
    isVisible(annotation) && annotation.track?.id === track
