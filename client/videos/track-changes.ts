import type { Annotation } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId, type TrackId } from '#shared/domain/ids.ts'
import { asKeyframe, type Track } from '#shared/domain/track.ts'
import type { TrackRun } from '#shared/routes/videos.ts'
import type { Change } from '../annotations/change.ts'
import type { Verdict } from '../workbench/decisions.ts'

type Tracked = Annotation & { readonly track: Track }

/** Whether an annotation is part of a track. */
export const isTracked = (annotation: Annotation): annotation is Tracked => annotation.track !== null

/** A track that nobody has used, with the number after all others. */
export function newTrack(tracks: readonly Pick<TrackRun, 'number'>[], here: Iterable<Pick<Annotation, 'track'>>): Track {
  const numbers = [...tracks.map(({ number }) => number), ...[...here].map(({ track }) => track?.number ?? 0)]
  return { id: newId<TrackId>('trk'), number: Math.max(0, ...numbers) + 1, keyframe: true, outside: false }
}

/** Changes one annotation's track; a suggestion is decided by that. */
export const tracking = ({ id, status }: Annotation, track: Track | null, verdict: Verdict): Change => ({
  type: 'update',
  annotationId: id,
  patch: { track, ...(status === 'suggested' && { status: verdict }) },
})

/** From this frame on the object is gone, up to the next keyframe. */
export const leaving = ({ id, track }: Tracked): Change => ({
  type: 'update',
  annotationId: id,
  patch: { status: 'deleted', track: { ...track, keyframe: true, outside: true } },
})

/** It is there after all. */
export const returning = ({ id, track }: Tracked, verdict: Verdict): Change => ({
  type: 'update',
  annotationId: id,
  patch: { status: verdict, track: asKeyframe(track) },
})

/** Cuts a track before this frame: what was ends here, what is becomes the track given. As one step, which undoes into one track. */
export function cutting(annotation: Tracked, becomes: Track): Change[] {
  const { label, shape, attributes, occluded, order, group, track } = annotation
  const annotationId = newId<AnnotationId>('an')
  const end: Track = { ...track, keyframe: true, outside: true }
  return [
    { type: 'create', annotationId, label, shape, attributes, occluded, order, group, track: end, status: 'deleted' },
    { type: 'update', annotationId: annotation.id, patch: { track: becomes } },
  ]
}

/** Makes a later track the rest of an earlier one, told on the first frame of the later one. */
export const joining = ({ id, label }: Tracked, earlier: Pick<TrackRun, 'id' | 'number' | 'label'>): Change => ({
  type: 'update',
  annotationId: id,
  patch: {
    track: { id: earlier.id, number: earlier.number, keyframe: true, outside: false },
    ...(label !== earlier.label && { label: earlier.label }),
  },
})
