import { isDeepStrictEqual } from 'node:util'
import type { Annotation } from '#shared/domain/annotation.ts'
import { iou } from '#shared/shapes/index.ts'
import type { LabelCorrections } from '../../store/monitoring-rows.ts'

/** An outline that overlaps the approved one by this much was right: the usual line of detection (PASCAL VOC). */
const RIGHT_IOU = 0.5

type Judged = Pick<Annotation, 'label' | 'shape' | 'status' | 'origin' | 'changedBy'>

/**
 * What people did to the suggestions of one version on one image they decided on, per label. A suggestion counts under the label it proposed,
 * a shape that was left on the image under the label it has.
 */
export function tallyCorrections(annotations: readonly Judged[], version: number): Tallied[] {
  const labels = new Map<string, Tallied>()
  const of = (label: string): Tallied => {
    const known = labels.get(label) ?? nothingOf(label)
    labels.set(label, known)
    return known
  }
  for (const annotation of annotations) {
    const { label, shape, status, origin } = annotation
    const isLeft = status === 'draft' || status === 'approved'
    if (origin.type !== 'model') {
      if (!isLeft) continue
      of(label).missed++
      of(label).there++
      continue
    }
    if (origin.version !== version || status === 'suggested' || isWithdrawn(annotation)) continue
    const proposed = of(origin.label)
    proposed.scores += origin.score
    if (!isLeft) {
      proposed.rejected++
      continue
    }
    of(label).there++
    const overlap = shape.kind === 'whole' ? 1 : iou(origin.shape, shape)
    const isKept = label === origin.label
    if (isKept && isDeepStrictEqual(shape, origin.shape)) proposed.accepted++
    else proposed.edited++
    if (!isKept) continue
    if (overlap >= RIGHT_IOU) proposed.right++
    if (shape.kind === 'whole') continue
    proposed.overlap += overlap
    proposed.overlapped++
  }
  return [...labels.values()]
}

// Taken back by the model itself, which looked again.
const isWithdrawn = ({ status, changedBy }: Judged): boolean => status === 'deleted' && changedBy === null

type Tallied = Required<LabelCorrections>

const nothingOf = (label: string): Tallied => ({
  label,
  accepted: 0,
  edited: 0,
  rejected: 0,
  missed: 0,
  right: 0,
  there: 0,
  overlap: 0,
  overlapped: 0,
  scores: 0,
})
