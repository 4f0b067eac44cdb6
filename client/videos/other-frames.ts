import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { AssetId, TrackId } from '#shared/domain/ids.ts'
import { asKeyframe } from '#shared/domain/track.ts'
import type { FrameOfVideo } from '#shared/routes/videos.ts'
import { clip } from '#shared/shapes/index.ts'
import type { AnnotationStore } from '../annotations/annotation-store.ts'
import type { Change } from '../annotations/change.ts'
import { translated } from '../heard.ts'
import { plural, t } from '../i18n.ts'
import { type Desk, decisionsOf } from '../workbench/desk.ts'
import { readOnlyReason } from '../workbench/role.ts'
import { isTracked } from './track-changes.ts'
import { frameOfNumber, type Video } from './video.ts'

/** Puts tracks on another frame as they are here; the frames between follow by themselves. Gives what to say about it. */
export async function carryTo(desk: Desk, { assetId, frame }: FrameOfVideo, chosen: readonly Annotation[]): Promise<string> {
  const target = await openForChange(desk, assetId)
  if (typeof target === 'string') return target
  const { state, asset } = target.getSnapshot()
  const there = new Set([...(state?.annotations.values() ?? [])].filter(isVisible).map(({ track }) => track?.id))
  const bounds = { x: 0, y: 0, width: asset?.width ?? 0, height: asset?.height ?? 0 }
  const { copy } = decisionsOf({ ...desk, annotations: target })
  const changes = chosen.filter(isTracked).flatMap((annotation) => {
    const shape = there.has(annotation.track.id) ? null : clip(annotation.shape, bounds)
    const { order, group, track } = annotation
    return shape ? [copy({ ...annotation, shape }, { order, group, track: asKeyframe(track) })] : []
  })
  if (changes.length === 0) return t('They are on frame {{frame}} already.', { frame })
  target.change(changes)
  return plural(changes.length, 'One track goes on to frame {{frame}}.', '{{count}} tracks go on to frame {{frame}}.', { frame })
}

/** Puts a track on the open frame as it is on another one, selected and ready to be moved. Gives what to say where that failed. */
export async function placeFrom(desk: Desk, from: AssetId, id: TrackId): Promise<string | null> {
  const source = await openFrame(desk, from)
  if (typeof source === 'string') return source
  const found = [...(source.getSnapshot().state?.annotations.values() ?? [])].find(
    (annotation) => isVisible(annotation) && annotation.track?.id === id,
  )
  const shape = found && clip(found.shape, { x: 0, y: 0, width: desk.asset.width, height: desk.asset.height })
  if (!found?.track || !shape) return t('The track is not on the frame it was drawn on any more.')
  const { order, group, track } = found
  const change = decisionsOf(desk).copy({ ...found, shape }, { order, group, track: asKeyframe(track) })
  desk.annotations.change([change])
  if (change.type === 'create') desk.ui.setState({ selection: [change.annotationId], tool: 'select' })
  return null
}

/** Changes what is on the frame of a number, the open one or another; it can be undone there. Gives what to say where that failed. */
export async function tellOn(
  desk: Desk,
  video: Video,
  frame: number,
  changesOf: (annotation: Annotation) => Change[],
): Promise<string | null> {
  const assetId = frameOfNumber(video, frame)?.assetId
  const store = !assetId || assetId === desk.asset.id ? desk.annotations : await openForChange(desk, assetId)
  if (typeof store === 'string') return store
  store.change([...(store.getSnapshot().state?.annotations.values() ?? [])].filter(isVisible).flatMap(changesOf))
  return null
}

// The frame's labels, or why they cannot be read.
async function openFrame(desk: Desk, assetId: AssetId): Promise<AnnotationStore | string> {
  const store = await desk.openAsset(assetId)
  if (store?.getSnapshot().state) return store
  return translated(store?.getSnapshot().failure?.message ?? t('The frame could not be opened.'))
}

// The same to be changed, or why not.
async function openForChange(desk: Desk, assetId: AssetId): Promise<AnnotationStore | string> {
  const store = await openFrame(desk, assetId)
  if (typeof store === 'string') return store
  const status = store.getSnapshot().state?.status ?? 'new'
  return readOnlyReason({ status, isLeaving: false, mayReview: desk.mayReview, mayDraw: true }) ?? store
}
