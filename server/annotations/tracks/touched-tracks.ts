import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Track } from '#shared/domain/track.ts'
import type { AssetState, Operation } from '#shared/operations.ts'

const OF_ONE_FRAME = ['shape', 'attributes', 'occluded'] as const

/** What a commit did to one annotation of a track. */
export interface TouchedTrack {
  readonly annotationId: AnnotationId
  /** The track as it stood on the annotation before; null where there was none. */
  readonly was: Track | null
  readonly is: Track | null
  /** The label it was given; null where that did not change. */
  readonly label: string | null
  /** Whether something was said that holds for this frame alone: its shape, its answers. */
  readonly isDrawn: boolean
}

/** The tracks that operations touched on an asset. */
export function touchedTracks(before: AssetState, after: AssetState, operations: readonly Operation[]): TouchedTrack[] {
  return operations.flatMap((operation) => {
    if (operation.type === 'asset') return []
    const { annotationId } = operation
    const was = before.annotations.get(annotationId)?.track ?? null
    const is = after.annotations.get(annotationId)?.track ?? null
    const label = operation.type === 'update' ? (operation.patch.label ?? null) : null
    const isDrawn = operation.type === 'update' && OF_ONE_FRAME.some((property) => property in operation.patch)
    return was || is ? [{ annotationId, was, is, label, isDrawn }] : []
  })
}
