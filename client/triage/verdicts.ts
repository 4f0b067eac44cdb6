import type { Annotation } from '#shared/domain/annotation.ts'
import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import { type AssetState, changedProperties, type Patch } from '#shared/operations.ts'
import { bounds } from '#shared/shapes/index.ts'
import type { Change } from '../annotations/change.ts'
import type { Decisions } from '../workbench/decisions.ts'

/** What is decided about a suggestion. */
export type Verdict =
  | { readonly type: 'accept' }
  | { readonly type: 'reject' }
  | { readonly type: 'relabel'; readonly label: string }

/** One change with what was there before, so that it can be taken back. */
export interface Done {
  readonly assetId: AssetId
  /** Null for the asset itself. */
  readonly annotationId: AnnotationId | null
  readonly before: Patch | AssetStatus
  readonly after: Patch | AssetStatus
}

/** The changes a verdict makes of these suggestions, as they are now; those somebody has decided meanwhile are passed over. */
export function changesOf(
  state: AssetState,
  ids: readonly AnnotationId[],
  verdict: Verdict,
  decisions: Decisions,
): { changes: Change[]; late: AnnotationId[] } {
  const changes: Change[] = []
  const late: AnnotationId[] = []
  for (const id of ids) {
    const annotation = state.annotations.get(id)
    if (annotation?.status === 'suggested') changes.push(...changesOfOne(state, annotation, verdict, decisions))
    else late.push(id)
  }
  return { changes, late }
}

function changesOfOne(state: AssetState, annotation: Annotation, verdict: Verdict, decisions: Decisions): Change[] {
  if (verdict.type === 'reject') return [decisions.remove(annotation)]
  const label = verdict.type === 'relabel' ? verdict.label : annotation.label
  // A class of the whole image stands alone: what else was proposed goes with it.
  if (bounds(annotation.shape) === null) return decisions.classify(state, label)
  return [verdict.type === 'relabel' ? decisions.relabel(annotation, label) : decisions.accept(annotation)]
}

/** What changes did to this state, each with the values of before. */
export const doneBy = (state: AssetState, changes: readonly Change[]): Done[] =>
  changes.flatMap((change): Done[] => {
    if (change.type === 'asset')
      return [{ assetId: state.assetId, annotationId: null, before: state.status, after: change.status }]
    const annotation = state.annotations.get(change.annotationId)
    if (change.type === 'create' || !annotation) return []
    const before = Object.fromEntries(
      changedProperties(change.patch).map((property) => [property, annotation[property]]),
    ) as Patch
    return [{ assetId: state.assetId, annotationId: change.annotationId, before, after: change.patch }]
  })

/** The changes that take back what was done, where it still stands; the rest somebody else has changed since. */
export function takingBack(state: AssetState, done: readonly Done[]): { changes: Change[]; kept: number } {
  const changes = [...done].reverse().flatMap((entry): Change[] => {
    if (entry.annotationId === null)
      return state.status === entry.after ? [{ type: 'asset', status: entry.before as AssetStatus }] : []
    const annotation = state.annotations.get(entry.annotationId)
    return annotation && stands(annotation, entry.after as Patch)
      ? [{ type: 'update', annotationId: annotation.id, patch: entry.before as Patch }]
      : []
  })
  return { changes, kept: done.length - changes.length }
}

const stands = (annotation: Annotation, patch: Patch): boolean =>
  changedProperties(patch).every((property) => JSON.stringify(annotation[property]) === JSON.stringify(patch[property]))
