import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import { type AnnotationId, type AssetId, newId, type OperationId } from '#shared/domain/ids.ts'
import type { MergeChange } from '#shared/domain/raters.ts'
import type { Operation, Patch } from '#shared/operations.ts'
import { iou } from '#shared/shapes/index.ts'
import { overlap } from '#shared/shapes/overlap.ts'
import { VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import { MATCH_IOU } from './agreement/matched-units.ts'
import type { Agreed } from './consensus.ts'

/** An image as the project has it now. */
export interface MergedImage {
  readonly assetId: AssetId
  readonly name: string
  readonly isApproved: boolean
  readonly annotations: readonly Annotation[]
}

/** A change of one annotation: what people are shown, what is done, and the patch that undoes it. */
export interface PlannedChange {
  readonly shown: MergeChange
  readonly operation: Exclude<Operation, { type: 'asset' }>
  readonly back: Patch
}

/** Shapes that share this much differ by rounding alone. */
const SAME_SHAPE_IOU = 0.995

/**
 * What makes the annotations of an image what its raters agree on: objects in the same place are relabelled and moved, missing ones added, and those that
 * nobody agrees on taken away (suggestions rejected). `isExclusive`: an image has one label, whose annotation is kept and relabelled.
 */
export function planMerge(image: MergedImage, agreed: readonly Agreed[], raters: number, isExclusive: boolean): PlannedChange[] {
  const current = image.annotations.filter(isVisible)
  const partner = partners(current, agreed, isExclusive)
  const changes = agreed.flatMap((one) => {
    const present = partner.get(one)
    return present ? correction(image, present, one) : [addition(image, one)]
  })
  const kept = new Set(partner.values())
  // Where raters agree on nothing a person decides: an image without any common answer keeps what it has.
  if (isExclusive && agreed.length === 0) return []
  return [...changes, ...current.filter((one) => !kept.has(one)).map((one) => removal(image, one, raters))]
}

function partners(current: readonly Annotation[], agreed: readonly Agreed[], isExclusive: boolean): Map<Agreed, Annotation> {
  const found = new Map<Agreed, Annotation>()
  const free = new Set(current)
  const pairs = agreed
    .flatMap((one) => current.map((present) => ({ one, present, share: likeness(one, present, isExclusive) })))
    .filter(({ share }) => share >= MATCH_IOU)
    .sort((a, b) => b.share - a.share)
  for (const { one, present } of pairs) {
    if (found.has(one) || !free.has(present)) continue
    found.set(one, present)
    free.delete(present)
  }
  return found
}

// Of the whole image only the label tells two answers apart, unless there is room for one alone.
function likeness(one: Agreed, present: Annotation, isExclusive: boolean): number {
  if (one.shape.kind === 'whole') return Number(present.shape.kind === 'whole' && (isExclusive || present.label === one.label))
  return overlap(one.shape, present.shape)
}

function correction(image: MergedImage, present: Annotation, agreed: Agreed): PlannedChange[] {
  const { label, shape, value } = agreed
  const patch: Patch = {
    ...(present.label !== label && { label }),
    ...(iou(present.shape, shape) < SAME_SHAPE_IOU && { shape }),
    ...(value !== null && present.attributes[VALUE_ATTRIBUTE] !== value && { attributes: { [VALUE_ATTRIBUTE]: value } }),
    ...(present.status === 'suggested' && { status: 'draft' as const }),
  }
  if (Object.keys(patch).length === 0) return []
  const back: Patch = {
    ...(patch.label !== undefined && { label: present.label }),
    ...(patch.shape && { shape: present.shape }),
    ...(patch.attributes && { attributes: { [VALUE_ATTRIBUTE]: present.attributes[VALUE_ATTRIBUTE] ?? null } }),
    ...(patch.status && { status: present.status }),
  }
  const change = patch.label !== undefined ? 'relabel' : patch.shape || patch.attributes ? 'reshape' : 'accept'
  return [{ shown: shownAs(image, change, agreed), operation: updating(present, patch), back }]
}

function addition(image: MergedImage, agreed: Agreed): PlannedChange {
  const { label, shape, value } = agreed
  return {
    shown: shownAs(image, 'add', agreed),
    operation: {
      id: newId<OperationId>('op'),
      type: 'create',
      annotationId: newId<AnnotationId>('ann'),
      label,
      shape,
      attributes: value === null ? {} : { [VALUE_ATTRIBUTE]: value },
      status: image.isApproved ? 'approved' : 'draft',
    },
    back: { status: 'deleted' },
  }
}

function removal(image: MergedImage, present: Annotation, raters: number): PlannedChange {
  const { label, status } = present
  return {
    shown: shownAs(image, 'remove', { label, votes: 0, raters }),
    operation: updating(present, { status: status === 'suggested' ? 'rejected' : 'deleted' }),
    back: { status },
  }
}

const updating = ({ id, revision }: Annotation, patch: Patch): PlannedChange['operation'] => ({
  id: newId<OperationId>('op'),
  type: 'update',
  annotationId: id,
  base: revision,
  patch,
})

const shownAs = (
  { assetId, name }: MergedImage,
  change: MergeChange['change'],
  { label, votes, raters }: Pick<Agreed, 'label' | 'votes' | 'raters'>,
): MergeChange => ({ assetId, name, change, label, votes, raters })
