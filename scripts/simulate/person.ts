import { setTimeout as sleep } from 'node:timers/promises'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { OperationInput } from '#shared/operations.ts'
import type { Random } from '#shared/random.ts'
import { type TaskId, tasks, VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import { type AssetSession, newAnnotationId, newOperationId, openAsset, type SessionDeps } from './asset-session.ts'
import { type Act, addActs, addByHand, addLookByHand, type Effort, noEffort, secondsOf } from './effort.ts'
import { drawnBy } from './hand.ts'
import type { PacedClock } from './paced-clock.ts'
import { planWork, type Step } from './plan-work.ts'
import type { ReviewPile } from './review-pile.ts'
import type { Truth } from './truth.ts'

const LOOK_FOR_WORK_EVERY_MS = 300
/** Refused that often on one asset, a person leaves it to somebody else. */
const MOST_ATTEMPTS = 5

export interface PersonDeps extends SessionDeps {
  readonly projectId: ProjectId
  readonly task: TaskId
  readonly truth: Truth
  readonly random: Random
  readonly clock: PacedClock
  /** Told what an asset has cost when it is put down. */
  readonly onPutDown: (hand: Effort) => void
  readonly pile: ReviewPile
  /** What the team has submitted so far: by hand, an image is drawn once, also where two people reached for it. */
  readonly submitted: Set<AssetId>
  /** Aborted when the campaign is over. */
  readonly signal: AbortSignal
}

/** One person at work until the signal: reviews what others submitted, labels what the queue gives. */
export async function workOn(deps: PersonDeps): Promise<void> {
  const person = { ...deps, time: deps.clock.now(), hand: noEffort() }
  try {
    while (!deps.signal.aborted) {
      const known = person.pile.hasWorkFor(person.userId) && (await review(person))
      // What was submitted before this campaign is on nobody's pile: it is asked for when there is nothing else to do.
      const busy = known || (await label(person)) || (await review(person))
      if (!busy) await sleep(LOOK_FOR_WORK_EVERY_MS, undefined, { signal: deps.signal })
    }
  } catch (error) {
    if (!deps.signal.aborted || !isAbort(error)) throw error
  }
}

/** `hand` is what the asset in hand has cost so far: it counts when the asset is put down, together with what it would have cost by hand. */
type Person = PersonDeps & { time: number; hand: Effort }

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError'

/** A second pair of eyes: never the one that labelled it, as long as there is another. */
async function review(person: Person): Promise<boolean> {
  const { asset } = await person.socket.request('queue:next', {
    projectId: person.projectId,
    role: 'reviewer',
    except: person.pile.ownOf(person.userId),
  })
  // Where nothing is submitted the queue offers suggestions: this person holds that asset now, and labels it next.
  if (asset?.status !== 'review') return false
  await inHand(person, asset.id, async (session) => {
    await spend(person, ['look'])
    // What the pre-labeler proposed between the labeller's look and their first stroke is still undecided.
    if (!(await carryOut(person, session))) return false
    const approved = await session.commit({
      id: newOperationId(),
      type: 'asset',
      base: session.state.revision,
      status: 'approved',
    })
    if (approved) addLookByHand(person.hand)
    return approved
  })
  person.pile.remove(asset.id)
  return true
}

async function label(person: Person): Promise<boolean> {
  const { asset } = await person.socket.request('queue:next', { projectId: person.projectId, role: 'annotator' })
  if (!asset) return false
  const done = await inHand(person, asset.id, (session) => labelAndSubmit(person, session))
  if (done) person.pile.add(asset.id, person.userId)
  return true
}

// Somebody else, mostly the pre-labeler, may change an asset while a person looks at it: then they look again.
async function inHand(person: Person, assetId: AssetId, act: (session: AssetSession) => Promise<boolean>): Promise<boolean> {
  person.time = Math.max(person.time, person.clock.now())
  person.hand = noEffort()
  let done = false
  try {
    for (let attempt = 0; attempt < MOST_ATTEMPTS && !done; attempt++) done = await act(await openAsset(person, assetId))
  } finally {
    person.onPutDown(person.hand)
  }
  await person.socket.request('asset:close', { assetId })
  return done
}

async function labelAndSubmit(person: Person, session: AssetSession): Promise<boolean> {
  const { task, hand } = person
  const truth = person.truth.of(session.asset)
  if (!(await carryOut(person, session))) return false
  if (tasks[task].shape !== 'whole') await spend(person, ['look'])
  const submitted = await session.commit({ id: newOperationId(), type: 'asset', base: session.state.revision, status: 'review' })
  if (submitted && !person.submitted.has(session.asset.id))
    addByHand(hand, truth.length, tasks[task].shape === 'whole' ? 'classify' : 'draw')
  if (submitted) person.submitted.add(session.asset.id)
  return submitted
}

/** Does what is left to do on an asset; false where somebody else was first. */
async function carryOut(person: Person, session: AssetSession): Promise<boolean> {
  for (const step of planWork(person.task, session.state.annotations.values(), person.truth.of(session.asset))) {
    await spend(person, step.acts)
    if (!(await session.commit(operationOf(person, session, step)))) return false
  }
  return true
}

/** The person's time goes by before the act is done: what is sent is sent when a person would have sent it. */
async function spend(person: Person, acts: readonly Act[]): Promise<void> {
  person.time += secondsOf(acts)
  await person.clock.reach(person.time, person.signal)
  addActs(person.hand, acts)
}

function operationOf({ random }: Person, { asset, state }: AssetSession, step: Step): OperationInput {
  const frame = { x: 0, y: 0, width: asset.width, height: asset.height }
  if (!step.annotation) {
    const { label: name, shape, value } = step.truth
    return {
      id: newOperationId(),
      type: 'create',
      annotationId: newAnnotationId(),
      label: name,
      shape: drawnBy(random, shape, frame),
      ...(value !== undefined && { attributes: { [VALUE_ATTRIBUTE]: value } }),
    }
  }
  const { id: annotationId } = step.annotation
  const base = state.annotations.get(annotationId)?.revision ?? step.annotation.revision
  const patch = step.draws && step.patch.shape ? { ...step.patch, shape: drawnBy(random, step.patch.shape, frame) } : step.patch
  return { id: newOperationId(), type: 'update', annotationId, base, patch }
}
