import type { OperationId, ProjectId, UserId } from '#shared/domain/ids.ts'
import type { Outcome } from '#shared/events.ts'
import { unanswered, withPresentName } from '#shared/ontology.ts'
import { type AssetState, applyEach, judge, type Operation, type Refusal } from '#shared/operations.ts'
import type { Action } from '#shared/policy.ts'
import { acted } from '../asset-acts.ts'
import { type Advance, changedIn, type HotAsset } from './hot-asset.ts'
import { forbid } from './permissions.ts'
import { type Frame, misfit } from './validity.ts'
import { withdrawals } from './withdrawals.ts'

/** What somebody wants changed on one asset. */
export interface CommitRequest {
  /** Null: a worker or an import, whose operations carry their origin. */
  readonly user: { readonly id: UserId } | null
  readonly operations: readonly Operation[]
  /** What this person may do in a project; a person without it may do nothing. */
  readonly may?: (action: Action, projectId: ProjectId) => boolean
  /** It follows from a change of a track on another frame: nothing follows from it in turn. */
  readonly isFollowing?: boolean
  /** Refuses everything where it finds the asset in a state that the request is not meant for. */
  readonly precondition?: (state: AssetState) => Refusal | null
}

/** What would become of a request. */
export interface Judged {
  readonly advance: Advance
  readonly accepted: readonly Operation[]
  /** What each accepted operation leaves its annotation or the asset at. */
  readonly revisions: readonly number[]
  readonly refused: ReadonlyMap<OperationId, Outcome>
}

/** Judges a request's operations one after the other on the asset as it is; those in `answered` were dealt with before. */
export function judgeCommit(
  hot: HotAsset,
  project: Frame['project'],
  request: CommitRequest,
  at: number,
  answered: ReadonlyMap<OperationId, Outcome>,
): Judged {
  const { user, precondition } = request
  const frame: Frame = { project, width: hot.width, height: hot.height }
  const mayHere = (action: Action) => request.may?.(action, hot.state.projectId) ?? false
  const obstacle = precondition?.(hot.state) ?? null
  const asked = withoutRepeats(request.operations)
    .filter(({ id }) => !answered.has(id))
    .map((operation) => withPresentName(project.ontology, operation))
  const operations = user ? [...asked, ...withdrawals(project.task, hot.state, asked)] : asked
  const { state, refusals, revisions } = applyEach(
    hot.state,
    operations,
    { userId: user?.id ?? null, at },
    (draft, operation) => {
      const forbidden = user && forbid(draft, operation, mayHere)
      const unfit = misfit(frame, operation, user !== null) ?? judge(draft, operation)
      return obstacle ?? forbidden ?? unfit ?? (user && incomplete(project, draft, operation))
    },
  )
  const isAccepted = (_: unknown, index: number) => !refusals[index]
  const accepted = operations.filter(isAccepted)
  const refused = new Map<OperationId, Outcome>()
  operations.forEach((operation, index) => {
    const refusal = refusals[index]
    if (refusal) refused.set(operation.id, refusalOf(operation, refusal, state))
  })
  return {
    advance: {
      from: hot.sequence,
      hot: {
        ...hot,
        state,
        sequence: hot.sequence + 1,
        acts: acted(hot.acts, { userId: user?.id ?? null, at, operations: accepted }),
      },
      changed: new Set(changedIn(hot.state, state, accepted)),
    },
    accepted,
    revisions: revisions.filter(isAccepted),
    refused,
  }
}

// A person who hands an image on stands for its answers; an import brings what it has.
function incomplete({ ontology }: Frame['project'], { annotations }: AssetState, operation: Operation): Refusal | null {
  if (operation.type !== 'asset' || (operation.status !== 'review' && operation.status !== 'approved')) return null
  const open = unanswered(ontology, annotations.values())
  return open && { code: 'invalid', message: open.sentence }
}

function withoutRepeats(operations: readonly Operation[]): Operation[] {
  const seen = new Set<OperationId>()
  return operations.filter(({ id }) => !seen.has(id) && seen.add(id))
}

function refusalOf(operation: Operation, { code, message }: Refusal, state: AssetState): Outcome {
  const current = operation.type === 'asset' ? null : (state.annotations.get(operation.annotationId) ?? null)
  return { id: operation.id, outcome: 'refused', code, message, current }
}
