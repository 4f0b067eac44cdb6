import { type Annotation, type Attributes, isVisible } from '#shared/domain/annotation.ts'
import type { Patch } from '#shared/operations.ts'
import type { AnnotationVersion, HistoryEntry } from '#shared/routes/history.ts'
import type { Change } from '../../annotations/change.ts'
import { answerDeed } from '../../annotations/what-happened.ts'
import { t } from '../../i18n.ts'
import type { Verdict } from '../decisions.ts'

const KEPT = ['label', 'shape', 'occluded', 'order', 'group'] as const

/**
 * The change that makes an annotation what it was, as one ordinary step that can be undone; null where it is that already. What was
 * taken away comes back as a person's decision (`verdict`); a decision made since is not unmade.
 */
export function restoring(current: Annotation, version: AnnotationVersion, verdict: Verdict): Change | null {
  const patch: Record<string, unknown> = {}
  for (const property of KEPT) if (!isSame(current[property], version[property])) patch[property] = version[property]
  const attributes = attributesBack(current.attributes, version.attributes)
  if (Object.keys(attributes).length > 0) patch.attributes = attributes
  const isDecided = isVisible(current) && (current.status !== 'suggested' || Object.keys(patch).length === 0)
  if (!isDecided) patch.status = verdict
  return Object.keys(patch).length === 0 ? null : { type: 'update', annotationId: current.id, patch: patch as Patch }
}

/** What a change did, in words without a subject: "drew RBC", "moved or reshaped it and changed the label to WBC". */
export function deedOf({ before, after, userId }: Pick<HistoryEntry, 'before' | 'after' | 'userId'>): string {
  if (!before && userId === null) return t('suggested {{label}}', after)
  if (!before) return after.status === 'suggested' ? t('had the model suggest {{label}}', after) : t('drew {{label}}', after)
  const deeds = [
    ...(before.status === after.status ? [] : [STATUS_DEEDS[after.status]]),
    ...(before.label === after.label
      ? []
      : [t('changed the label from {{before}} to {{after}}', { before: before.label, after: after.label })]),
    ...(isSame(before.shape, after.shape) ? [] : [t('changed the shape')]),
    ...attributeDeeds(before.attributes, after.attributes),
    ...(before.occluded === after.occluded ? [] : [after.occluded ? t('marked it as occluded') : t('marked it as not occluded')]),
    ...(before.order === after.order ? [] : [t('moved it up or down')]),
    ...(before.group === after.group ? [] : [after.group === null ? t('took it out of its group') : t('put it into a group')]),
  ]
  // In other languages a verb stands between the name and what was done.
  return deeds.length === 0 ? t('left it as it was') : t('{{deeds}}', { deeds: deeds.join(', ') })
}

const STATUS_DEEDS: Record<Annotation['status'], string> = {
  suggested: t('made it a suggestion again'),
  draft: t('accepted it'),
  approved: t('approved it'),
  rejected: t('rejected it'),
  deleted: t('deleted it'),
}

function attributeDeeds(before: Attributes, after: Attributes): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names]
    .filter((name) => (before[name] ?? null) !== (after[name] ?? null))
    .map((name) => answerDeed(name, after[name]))
}

// Only those that differ; null takes away what was answered since.
function attributesBack(now: Attributes, then: Attributes): Attributes {
  const names = new Set([...Object.keys(now), ...Object.keys(then)])
  return Object.fromEntries(
    [...names].filter((name) => (now[name] ?? null) !== (then[name] ?? null)).map((name) => [name, then[name] ?? null]),
  )
}

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
