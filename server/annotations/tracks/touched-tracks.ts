import type { Track } from '#shared/domain/track.ts'
import type { AssetState, Operation } from '#shared/operations.ts'

/** What a commit did to one annotation of a track. */
export interface TouchedTrack {
  /** The track as it stood on the annotation before; null where there was none. */
  readonly was: Track | null
  readonly is: Track | null
  /** The label it was given; null where that did not change. */
  readonly label: string | null
}

/** The tracks that operations touched on an asset. */
export function touchedTracks(before: AssetState, after: AssetState, operations: readonly Operation[]): TouchedTrack[] {
  return operations.flatMap((operation) => {
    if (operation.type === 'asset') return []
    const was = before.annotations.get(operation.annotationId)?.track ?? null
    const is = after.annotations.get(operation.annotationId)?.track ?? null
    const label = operation.type === 'update' ? (operation.patch.label ?? null) : null
    return was || is ? [{ was, is, label }] : []
  })
}
