import { type AnnotationStatus, isProposed } from '#shared/domain/annotation.ts'
import { isUnsubmitted } from '#shared/domain/asset.ts'
import type { AssetState, Operation, Refusal } from '#shared/operations.ts'
import type { Action } from '#shared/policy.ts'

/** What an annotator may make of an annotation; only a reviewer approves. */
const DRAWN_STATUSES: readonly AnnotationStatus[] = ['suggested', 'draft', 'rejected', 'deleted']
/** What only a model's proposal can be: undecided, or decided against. */
const PROPOSAL_STATUSES: readonly AnnotationStatus[] = ['suggested', 'rejected']

/** Null where the policy lets this person do this to the asset as it is; otherwise why not. */
export function forbid(state: AssetState, operation: Operation, may: (action: Action) => boolean): Refusal | null {
  if (!may('annotation:draw')) return refusal('Your role does not draw')
  const reviews = may('asset:review')
  if (operation.type === 'asset') {
    if (reviews) return null
    if (isClosed(state)) return refusal(`The asset is ${state.status}: only a reviewer reopens it`)
    const isTakenBack = state.status === 'review' && isUnsubmitted(operation.status)
    if (!(operation.status === 'review' || isTakenBack) || !may('asset:submit'))
      return refusal(`Only a reviewer sets an asset to ${operation.status}`)
    return null
  }
  if (!reviews && isClosed(state)) return refusal(`The asset is ${state.status}: only a reviewer changes it`)
  if (operation.type === 'create') return forbidCreation(operation, reviews)
  const current = state.annotations.get(operation.annotationId)
  if (!current) return null
  const { status } = operation.patch
  if (status && PROPOSAL_STATUSES.includes(status) && !isProposed(current.origin))
    return { code: 'invalid', message: `Only what was proposed can be ${status}: delete it instead` }
  if (reviews) return null
  if (current.status === 'approved') return refusal('The annotation is approved: only a reviewer changes it')
  if (status && !DRAWN_STATUSES.includes(status)) return refusal(`Only a reviewer sets an annotation to ${status}`)
  return null
}

function forbidCreation({ status, track, origin }: Extract<Operation, { type: 'create' }>, reviews: boolean): Refusal | null {
  // A model that runs in a person's browser proposes as one at the server does: undecided.
  if (origin && status === 'suggested') return null
  if (origin) return { code: 'invalid', message: `Expected what a model proposes to be undecided, got ${status}` }
  // What only says that a track ends here is on no picture.
  if (status === 'deleted' && track?.outside) return null
  if (status === 'draft' || (status === 'approved' && reviews)) return null
  if (status === 'approved') return refusal('Only a reviewer draws approved annotations')
  return { code: 'invalid', message: `Expected a new annotation to be a draft, got ${status}` }
}

const isClosed = ({ status }: AssetState): boolean => status === 'approved' || status === 'quarantined'
const refusal = (message: string): Refusal => ({ code: 'forbidden', message })
