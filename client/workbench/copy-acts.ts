import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import { bounds, clip } from '#shared/shapes/index.ts'
import type { AnnotationStore } from '../annotations/annotation-store.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import { type Desk, decisionsOf, isLocked, say, selectionOf, stateOf } from './desk.ts'
import { readOnlyReason } from './role.ts'

/** Taking shapes along to the next image. */
export const copyActs = {
  /** The selected shapes, or all that were decided on; what looks alike often lies alike. */
  copyToNext(desk: Desk) {
    if (isLocked(desk)) return
    const selected = selectionOf(desk)
    const chosen = (selected.length > 0 ? selected : decided(desk)).filter(({ shape }) => bounds(shape) !== null)
    if (chosen.length === 0) return say(desk, t('There is no shape to copy.'))
    const opening = desk.openNext()
    if (!opening) return say(desk, t('This is the last image.'))
    void opening.then((next) => say(desk, give(desk, next, chosen)))
  },
} as const

const decided = (desk: Desk): Annotation[] =>
  [...(stateOf(desk)?.annotations.values() ?? [])].filter(
    (annotation) => isVisible(annotation) && annotation.status !== 'suggested',
  )

// What was done, or why not.
function give(desk: Desk, next: AnnotationStore, chosen: readonly Annotation[]): string {
  const { asset, state, failure } = next.getSnapshot()
  if (!asset || !state)
    return t('Nothing was copied: {{reason}}.', {
      reason: translated(failure?.message ?? t('the next image could not be opened')),
    })
  const closed = readOnlyReason({ status: state.status, isLeaving: false, mayReview: desk.mayReview, mayDraw: true })
  if (closed) return t('Nothing was copied. The next image: {{closed}}', { closed })
  const { copy } = decisionsOf({ ...desk, annotations: next })
  const frame = { x: 0, y: 0, width: asset.width, height: asset.height }
  const changes = chosen.flatMap((annotation) => {
    const shape = clip(annotation.shape, frame)
    return shape ? [copy({ ...annotation, shape }, { order: annotation.order })] : []
  })
  next.change(changes)
  const left = chosen.length - changes.length
  const copied = changes.length
  return left > 0
    ? t('{{copied}} copied to the next image; {{left}} lie outside it. Ctrl+Z there takes them back.', { copied, left })
    : t('{{copied}} copied to the next image. Ctrl+Z there takes them back.', { copied })
}
