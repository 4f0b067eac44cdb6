import { useEffect, useRef } from 'react'
import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { AssetState } from '#shared/operations.ts'
import type { WorkbenchStore } from '../workbench/workbench-state.ts'

/** The track in hand is that of the selected object, and the next frame begins with the same object selected. */
export function useTrackInHand(ui: WorkbenchStore, state: AssetState | null): void {
  const latest = useRef(state)
  latest.current = state
  useEffect(() => ui.subscribe((now, before) => now.selection !== before.selection && takeSelected(ui, latest.current)), [ui])
  useEffect(() => takeSelected(ui, state), [ui, state])

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

// Nothing selected leaves it in hand: it may not be on this frame.
function takeSelected(ui: WorkbenchStore, state: AssetState | null): void {
  const { selection, track: before } = ui.getState()
  const selected = selection[0] === undefined ? undefined : state?.annotations.get(selection[0])
  if (!state || !selected) return
  const track = selected.track?.id ?? null
  if (track !== before) ui.setState({ track })
  if (ui.getState().trackSeenOn !== state.assetId) ui.setState({ trackSeenOn: state.assetId })
}

const isOf =
  (track: string) =>
  (annotation: Annotation): boolean =>
    isVisible(annotation) && annotation.track?.id === track
