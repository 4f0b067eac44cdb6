import { setTimeout as sleep } from 'node:timers/promises'
import type { Execution, PipelineStep, StepExecution, StepUse } from '#shared/domain/pipeline.ts'
import type { Run } from '#shared/domain/training.ts'
import { ancestorsOf, providersOf } from '#shared/pipeline/graph.ts'
import { stepKinds } from '#shared/pipeline/step-kinds.ts'
import { messageOf } from '../errors.ts'
import { GiveBack, type JobContext, SkipJob } from '../jobs/runner.ts'
import type { Store } from '../store/store.ts'
import { ExecutionLost, findEarlier, openExecution, writeState } from './execution-records.ts'
import { digestOf } from './input-digest.ts'

const FIRST_RETRY_AFTER_MS = 1_000
const LAST_RETRY_AFTER_MS = 60_000

/** What a step is handed. */
export interface StepRequest {
  /** Its signal is also aborted when the step's time is over, or another step has failed. */
  readonly context: JobContext
  readonly step: PipelineStep
  /** What the steps before it gave, by their ids. */
  readonly inputs: Readonly<Record<string, unknown>>
  /** The same at every attempt: names the one effect that this step may have. */
  readonly key: string
  log(line: string): Promise<void>
}

/** How a kind of step is done. Done again after a crash, it finds its own earlier work. */
export interface StepAct {
  /** Gives its outputs, as JSON. */
  run(request: StepRequest): Promise<unknown>
  /** What its outcome depends on beside its parameters and inputs. */
  dependsOn?(): Promise<unknown>
  /** Takes over what the same step of an earlier run gave; false where that is gone. */
  adopt?(outputs: unknown): Promise<boolean>
}
export type StepActs = Readonly<Record<StepUse, StepAct>>

export interface ExecuteDeps {
  readonly store: Pick<Store, 'executions' | 'pipelines'>
  log(step: string, line: string): Promise<void>
}

class StepTimedOut extends Error {}

/**
 * Carries a run through its graph: every step once all that it needs is done, steps that do not need each other side by side. Killed
 * anywhere and called again it goes on where it was. Rejects with the failure of a step that is not optional, after the others have ended.
 */
export async function execute(deps: ExecuteDeps, context: JobContext, run: Run, acts: StepActs): Promise<Execution> {
  const { token } = context.job
  const execution = await openExecution(deps.store, run, token)
  const { steps } = execution
  const states = new Map(execution.states.map((state) => [state.id, state]))
  const stopped = new AbortController()
  const under = { ...context, signal: AbortSignal.any([context.signal, stopped.signal]) }
  const failures: unknown[] = []

  const stateOf = (id: string) => states.get(id) as StepExecution
  const note = async (id: string, fields: Partial<StepExecution>) => {
    const next = { ...stateOf(id), ...fields }
    await writeState(deps.store, run.id, token, next)
    states.set(id, next)
  }
  const isPassed = ({ id, optional }: PipelineStep) => {
    const { state } = stateOf(id)
    return state === 'succeeded' || (state === 'failed' && optional)
  }
  const byId = new Map(steps.map((step) => [step.id, step]))
  // A step that is off is passed once all before it are.
  const isBehind = (id: string): boolean => {
    const step = byId.get(id) as PipelineStep
    return step.enabled ? isPassed(step) : step.needs.every(isBehind)
  }
  const isReady = (step: PipelineStep) => stateOf(step.id).state === 'waiting' && step.needs.every(isBehind)

  const running = new Map<string, Promise<void>>()
  const start = (step: PipelineStep) => {
    const work = takeStep({ deps, context: under, run, acts, step, inputs: inputsOf(execution, step, stateOf), note, stateOf })
      .catch((error: unknown) => {
        failures.push(error)
        stopped.abort('stopped')
      })
      .finally(() => running.delete(step.id))
    running.set(step.id, work)
  }
  for (;;) {
    if (failures.length === 0) for (const step of steps) if (!running.has(step.id) && isReady(step)) start(step)
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  if (failures.length > 0) {
    await settleRest(context, [...states.values()], failures[0], note)
    throw failures[0]
  }
  return { ...execution, states: steps.map(({ id }) => stateOf(id)) }
}

interface Taking {
  readonly deps: ExecuteDeps
  readonly context: JobContext
  readonly run: Run
  readonly acts: StepActs
  readonly step: PipelineStep
  readonly inputs: Record<string, unknown>
  note(id: string, fields: Partial<StepExecution>): Promise<void>
  stateOf(id: string): StepExecution
}

async function takeStep(taking: Taking): Promise<void> {
  const { deps, context, run, acts, step, inputs, note, stateOf } = taking
  const act = acts[step.uses]
  const digest = digestOf({ uses: step.uses, with: step.with, inputs, rest: (await act.dependsOn?.()) ?? null })
  if (step.cache && (await takeOver(taking, digest))) return
  for (let failed = 0; ; failed++) {
    const begun = { state: 'running', startedAt: Date.now(), finishedAt: null, message: null, cachedFrom: null } as const
    await note(step.id, { ...begun, digest, inputs, attempt: stateOf(step.id).attempt + 1 })
    try {
      const outputs = await withinTime(step, context, (timed) =>
        act.run({
          context: timed,
          step,
          inputs,
          key: `${run.id}.${step.id}`,
          log: (line) => deps.log(step.id, line),
        }),
      )
      return await note(step.id, { state: 'succeeded', outputs: outputs ?? null, finishedAt: Date.now() })
    } catch (error) {
      if (context.signal.aborted || error instanceof GiveBack || error instanceof ExecutionLost) throw error
      if (!(error instanceof SkipJob) && failed < step.retries) {
        await deps.log(step.id, `Failed, and is tried again (${failed + 1} of ${step.retries}): ${messageOf(error)}`)
        await sleep(Math.min(LAST_RETRY_AFTER_MS, FIRST_RETRY_AFTER_MS * 2 ** failed), undefined, { signal: context.signal })
        continue
      }
      const state = error instanceof SkipJob ? 'skipped' : 'failed'
      await note(step.id, { state, message: messageOf(error), finishedAt: Date.now() })
      if (state === 'failed' && step.optional) return
      throw error
    }
  }
}

async function takeOver({ deps, run, acts, step, inputs, note }: Taking, digest: string): Promise<boolean> {
  const earlier = await findEarlier(deps.store, run, step.uses, digest)
  if (!earlier) return false
  const { adopt } = acts[step.uses]
  if (adopt && !(await adopt(earlier.outputs))) return false
  const { runNumber, outputs } = earlier
  const now = Date.now()
  await note(step.id, { state: 'succeeded', digest, inputs, outputs, cachedFrom: runNumber, startedAt: now, finishedAt: now })
  return true
}

async function withinTime<T>(step: PipelineStep, context: JobContext, work: (context: JobContext) => Promise<T>): Promise<T> {
  const { timeoutMinutes } = step
  if (timeoutMinutes === null) return work(context)
  const over = new AbortController()
  const timer = setTimeout(() => over.abort('timeout'), timeoutMinutes * 60_000)
  try {
    return await work({ ...context, signal: AbortSignal.any([context.signal, over.signal]) })
  } catch (error) {
    if (over.signal.aborted && !context.signal.aborted)
      throw new StepTimedOut(`${step.id} was stopped after ${timeoutMinutes} minutes, the time it is given`)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

// A step of the loop hangs on what it takes alone; one's own on everything that came before.
function inputsOf({ steps }: Execution, step: PipelineStep, stateOf: (id: string) => StepExecution): Record<string, unknown> {
  const { takes, many } = stepKinds[step.uses]
  const before = many
    ? [...ancestorsOf(steps, step.id)]
    : takes.flatMap((port) => providersOf(steps, step.id, port).map(({ id }) => id))
  const given = [...new Set(before)].sort().filter((id) => stateOf(id).state === 'succeeded')
  return Object.fromEntries(given.map((id) => [id, stateOf(id).outputs]))
}

// What another worker goes on with stays as it is.
async function settleRest(
  { signal }: JobContext,
  states: readonly StepExecution[],
  failure: unknown,
  note: Taking['note'],
): Promise<void> {
  if (failure instanceof GiveBack || failure instanceof ExecutionLost) return
  if (signal.aborted && signal.reason !== 'cancelled') return
  const culprit = states.find(
    ({ state, message }) => (state === 'failed' || state === 'skipped') && message === messageOf(failure),
  )
  const why = culprit ? `${culprit.id} ${culprit.state === 'skipped' ? 'was skipped' : 'failed'}` : 'The run ended before'
  for (const { id, state } of states) {
    if (state === 'running')
      await note(id, { state: 'cancelled', message: signal.aborted ? 'Cancelled' : why, finishedAt: Date.now() })
    if (state === 'waiting')
      await note(id, { state: 'skipped', message: signal.aborted ? 'Cancelled' : why, finishedAt: Date.now() })
  }
}
