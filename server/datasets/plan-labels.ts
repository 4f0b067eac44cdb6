import { type Annotation, isVisible, type Origin } from '#shared/domain/annotation.ts'
import type { AnnotationId, OperationId } from '#shared/domain/ids.ts'
import type { Operation, Patch } from '#shared/operations.ts'
import type { HeldCounts } from '#shared/routes/data.ts'
import { tasks } from '#shared/tasks/index.ts'
import { saysTheSame } from '#shared/tasks/suggestion.ts'
import { derivedIdAt } from '../derived-id.ts'
import type { AssetRow } from '../store/collections.ts'
import { changedAttributes } from './changed-attributes.ts'
import type { FittingLabel, LabelFrame } from './fitting-labels.ts'
import { findEqual } from './same-label.ts'

/** An annotation that an image has already, whatever became of it. */
export type HeldAnnotation = Pick<
  Annotation,
  'id' | 'label' | 'shape' | 'attributes' | 'occluded' | 'order' | 'status' | 'origin' | 'revision' | 'changedBy'
>

/** What an import does to the labels of one image, and what puts it back. */
export interface LabelPlan {
  readonly operations: readonly Operation[]
  readonly created: readonly AnnotationId[]
  readonly changed: readonly { readonly annotationId: AnnotationId; readonly revision: number; readonly back: Patch }[]
  readonly status: { readonly revision: number; readonly back: AssetRow['status'] } | null
  readonly counts: Omit<HeldCounts, 'images'>
}

/** The asset as it is, its annotations, what the file says of it, and whether the file says that somebody labelled it. */
export interface LabelledAsset {
  readonly asset: Pick<AssetRow, '_id' | 'status' | 'revision'>
  readonly held: readonly HeldAnnotation[]
  readonly labels: readonly FittingLabel[]
  readonly labelled: boolean
}

/**
 * Merges the labels of a file into those of an image by the import's rule. A label that is here just like that changes nothing, whatever the rule:
 * the same import again plans nothing. What a person took away stays away, unless the file's labels are to replace those here.
 */
export function planLabels(image: LabelledAsset, frame: LabelFrame): LabelPlan {
  const { asset, held, labels } = image
  const decided = held.filter(isDecided)
  const isLabelled = decided.length > 0 || LABELLED.includes(asset.status)
  const rule = !isLabelled ? 'fill' : asset.status === 'quarantined' ? 'keep' : frame.merge
  const plan = createPlan(frame)
  const partners = new Set<AnnotationId>()
  const byId = new Map(held.map((one) => [one.id, one]))
  const visible = held.filter(isVisible)
  const truths = labels.filter(({ suggested }) => !suggested)

  for (const label of labels) {
    const known = byId.get(label.annotationId) ?? sameObject(label, rule, held, partners)
    const equal = findEqual(label, known && isDecided(known) ? [known] : [], partners) ?? findEqual(label, decided, partners)
    if (equal) {
      partners.add(equal.id)
      plan.counts.unchanged++
    } else if (known && isVisible(known) && rule !== 'replace') {
      // Brought before, and moved or relabelled since, here or in the file.
      partners.add(known.id)
      if (known.id === label.annotationId) plan.counts.unchanged++
      else plan.counts.kept++
    } else if (label.suggested || rule === 'suggest') {
      const others = label.suggested ? [...visible, ...truths] : visible
      const isNew = !known && !others.some((one) => saysTheSame(one, label))
      if (isNew && (rule === 'fill' ? !frame.approve || !image.labelled : rule !== 'keep')) plan.suggest(label)
      else plan.counts.kept++
    } else if (rule === 'keep') plan.counts.kept++
    else if (rule === 'add' && (isTaken(frame, decided) || decided.some((one) => saysTheSame(one, label)))) plan.counts.kept++
    else if (!known) plan.create(label, isLabelled)
    else if (known.changedBy === null || rule === 'replace') {
      partners.add(known.id)
      plan.revive(known, label)
    } else plan.counts.kept++
  }

  if (rule === 'replace') for (const one of decided) if (!partners.has(one.id) && !plan.hasChanged(one.id)) plan.remove(one)
  // Truth takes the place of what models proposed and nobody decided; what files proposed stays to be looked at.
  if (plan.hasTruth() || (image.labelled && rule === 'fill'))
    for (const one of held) if (one.status === 'suggested' && one.origin.type !== 'file') plan.remove(one)

  const status = nextStatus(image, frame, { rule, isQuiet: plan.isQuiet(), hasProposed: plan.counts.suggested > 0 })
  return plan.ended(asset, status)
}

const isDecided = ({ status }: HeldAnnotation): boolean => status === 'draft' || status === 'approved'

/** Such ids are given anew by whoever writes a file: in another file the same one may be another object. */
const COUNT = /^\d+$/

/**
 * The annotation here that a file speaks of under the id that it came with, in whatever format, or under its own id where it went out from here. Ids that
 * only count are believed where all labels are replaced: with any other rule a label of another object would be passed over.
 */
function sameObject(
  { outsideId, label }: FittingLabel,
  rule: Rule,
  held: readonly HeldAnnotation[],
  taken: ReadonlySet<AnnotationId>,
): HeldAnnotation | undefined {
  if (outsideId === undefined) return undefined
  const isBelieved = rule === 'replace' || !COUNT.test(outsideId)
  const isMeant = ({ id, origin, label: here }: HeldAnnotation) =>
    id === outsideId || (isBelieved && 'format' in origin && origin.id === outsideId && here === label)
  return held.find((one) => !taken.has(one.id) && isMeant(one))
}

type Rule = LabelFrame['merge'] | 'fill'
/** Somebody has handed these on, with labels or as an image without any. */
const LABELLED: readonly AssetRow['status'][] = ['review', 'approved', 'quarantined']

// Where an image takes one label, there is no room beside it.
const isTaken = ({ task }: LabelFrame, decided: readonly HeldAnnotation[]): boolean => tasks[task].exclusive && decided.length > 0

/** Null where the image stays as it is. What came in is never approved beside what a person still has to decide. */
function nextStatus(
  { asset, held, labelled }: LabelledAsset,
  { approve }: LabelFrame,
  { rule, isQuiet, hasProposed }: { rule: Rule; isQuiet: boolean; hasProposed: boolean },
): 'review' | 'approved' | null {
  if (rule === 'fill') return !labelled ? null : approve && !hasProposed && !waits(held) ? 'approved' : 'review'
  if (isQuiet) return null
  if (approve && !hasProposed) {
    const isOpen = held.some(({ status }) => status === 'draft') || waits(held)
    return asset.status === 'approved' || isOpen ? null : 'approved'
  }
  return asset.status === 'review' ? null : 'review'
}

const waits = (held: readonly HeldAnnotation[]): boolean =>
  held.some(({ status, origin }) => status === 'suggested' && origin.type === 'file')

function createPlan({ importId, approve, format }: LabelFrame) {
  const operations: Operation[] = []
  const created: AnnotationId[] = []
  const changed: { annotationId: AnnotationId; revision: number; back: Patch }[] = []
  const counts = { unchanged: 0, added: 0, removed: 0, kept: 0, suggested: 0 }
  const drawnAs = approve ? 'approved' : 'draft'
  let truths = 0

  const calledBy = ({ outsideId }: FittingLabel) => (outsideId === undefined ? {} : { id: outsideId })

  function create(label: FittingLabel, status: Annotation['status'], origin: Origin): void {
    const { annotationId, label: name, shape, attributes, occluded, order, group, track } = label
    operations.push({
      id: derivedIdAt<OperationId>('op', annotationId, importId),
      type: 'create',
      annotationId,
      label: name,
      shape,
      attributes,
      status,
      ...(occluded !== undefined && { occluded }),
      ...(order !== undefined && { order }),
      ...(group !== undefined && { group }),
      ...(track !== undefined && { track }),
      origin,
    })
    created.push(annotationId)
  }

  function update({ id, revision, ...before }: HeldAnnotation, patch: Patch): void {
    operations.push({
      id: derivedIdAt<OperationId>('op', id, importId, revision),
      type: 'update',
      annotationId: id,
      base: revision,
      patch,
    })
    const back = Object.fromEntries(Object.keys(patch).map((property) => [property, before[property as keyof typeof before]]))
    const { attributes } = patch
    // What was not there is taken away again.
    if (attributes) back.attributes = changedAttributes({ ...before.attributes, ...attributes }, before.attributes)
    changed.push({ annotationId: id, revision: revision + 1, back: back as Patch })
  }

  return {
    counts,
    create(label: FittingLabel, isAddition: boolean): void {
      create(label, drawnAs, { type: 'import', format, ...calledBy(label) })
      truths++
      if (isAddition) counts.added++
    },
    suggest(label: FittingLabel): void {
      const { score, by } = label.suggested ?? { score: 1, by: '' }
      const { label: name, shape } = label
      create(label, 'suggested', { type: 'file', format, ...(by && { by }), ...calledBy(label), score, label: name, shape })
      counts.suggested++
    },
    /** Brings a label back that was here before, as the file says it. What the file does not say stays: its format may have no place for it. */
    revive(known: HeldAnnotation, { label, shape, attributes, occluded, order }: FittingLabel): void {
      const answers = changedAttributes(known.attributes, { ...known.attributes, ...attributes })
      update(known, {
        label,
        shape,
        status: drawnAs,
        ...(answers && { attributes: answers }),
        ...(occluded && !known.occluded && { occluded }),
        ...(order !== undefined && order !== known.order && { order }),
      })
      truths++
      counts.added++
    },
    remove(one: HeldAnnotation): void {
      update(one, { status: 'deleted' })
      if (one.status !== 'suggested') counts.removed++
    },
    hasChanged: (id: AnnotationId): boolean => changed.some(({ annotationId }) => annotationId === id),
    hasTruth: (): boolean => truths > 0,
    isQuiet: (): boolean => operations.length === 0,
    ended({ _id, revision, status: before }: LabelledAsset['asset'], status: 'review' | 'approved' | null): LabelPlan {
      const id = derivedIdAt<OperationId>('op', _id, importId, 'status', revision)
      const decision: Operation[] = status && status !== before ? [{ id, type: 'asset', base: revision, status }] : []
      return {
        operations: [...operations, ...decision],
        created,
        changed,
        status: decision.length > 0 ? { revision: revision + 1, back: before } : null,
        counts,
      }
    },
  }
}
