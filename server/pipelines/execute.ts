import { setTimeout as sleep } from 'node:timers/promises'
import type { Execution, PipelineStep, StepExecution, StepUse } from '#shared/domain/pipeline.ts'
import type { Run } from '#shared/domain/training.ts'
import { ancestorsOf, providersOf } from '#shared/pipeline/graph.ts'
import { stepKinds } from '#shared/pipeline/step-kinds.ts'
import { conflict, messageOf, notFound } from '../errors.ts'
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
  const book = keepBook(deps, execution, token)
  const stopped = new AbortController()
  const under = { ...context, signal: AbortSignal.any([context.signal, stopped.signal]) }
  const failures: unknown[] = []
  const running = new Map<string, Promise<void>>()
  const start = (step: PipelineStep) => {
    const work = takeStep({ deps, context: under, run, acts, step, inputs: inputsOf(execution, step, book.stateOf), book })
      .catch((error: unknown) => {
        failures.push(error)
        stopped.abort('stopped')
      })
      .finally(() => running.delete(step.id))
    running.set(step.id, work)
  }
  for (;;) {
    if (failures.length === 0) for (const step of steps) if (!running.has(step.id) && book.isReady(step)) start(step)
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  if (failures.length > 0) {
    await settleRest(context, book, failures[0])
    throw failures[0]
  }
  return { ...execution, states: book.all() }
}

/**
 * Carries out one step of a run that a cluster walks through: the cluster keeps the order, this refuses where it did not. Gives the execution
 * as it is then.
 */
export async function executeOne(
  deps: ExecuteDeps,
  context: JobContext,
  run: Run,
  acts: StepActs,
  id: string,
): Promise<Execution> {
  const { token } = context.job
  const execution = await openExecution(deps.store, run, token, id)
  const book = keepBook(deps, execution, token)
  const step = execution.steps.find((one) => one.id === id)
  if (!step) throw notFound(`The step "${id}" of run ${run.number}`)
  if (book.stateOf(id).state === 'succeeded') return execution
  if (!book.isReady(step)) throw conflict(`${id} waits for ${step.needs.filter((need) => !book.isBehind(need)).join(', ')}`)
  // The cluster tries again by itself.
  const once = { ...step, retries: 0 }
  await takeStep({ deps, context, run, acts, step: once, inputs: inputsOf(execution, step, book.stateOf), book })
  return { ...execution, states: book.all() }
}

/** Whether nothing of an execution is left to be done. */
export const isThrough = ({ steps, states }: Execution): boolean =>
  steps.every((step) => {
    const state = states.find(({ id }) => id === step.id)
    return state !== undefined && (state.state === 'off' || isPassed(step, state))
  })

const isPassed = ({ optional }: PipelineStep, { state }: StepExecution): boolean =>
  state === 'succeeded' || (state === 'failed' && optional)

/** The states of an execution, each written down as it changes. */
function keepBook(deps: ExecuteDeps, { id: run, steps, states: known }: Execution, token: number) {
  const states = new Map(known.map((state) => [state.id, state]))
  const byId = new Map(steps.map((step) => [step.id, step]))
  const stateOf = (id: string) => states.get(id) as StepExecution
  // A step that is off is passed once all before it are.
  const isBehind = (id: string): boolean => {
    const step = byId.get(id) as PipelineStep
    return step.enabled ? isPassed(step, stateOf(id)) : step.needs.every(isBehind)
  }
  return {
    stateOf,
    isBehind,
    isReady: (step: PipelineStep) => stateOf(step.id).state === 'waiting' && step.needs.every(isBehind),
    all: () => steps.map(({ id }) => stateOf(id)),
    async note(id: string, fields: Partial<StepExecution>) {
      const next = { ...stateOf(id), ...fields }
      await writeState(deps.store, run, token, next)
      states.set(id, next)
    },
  }
}
type Book = ReturnType<typeof keepBook>

interface Taking {
  readonly deps: ExecuteDeps
  readonly context: JobContext
  readonly run: Run
  readonly acts: StepActs
  readonly step: PipelineStep
  readonly inputs: Record<string, unknown>
  readonly book: Book
}

async function takeStep(taking: Taking): Promise<void> {
  const { deps, context, run, acts, step, inputs, book } = taking
  const act = acts[step.uses]
  const digest = digestOf({ uses: step.uses, with: step.with, inputs, rest: (await act.dependsOn?.()) ?? null })
  if (step.cache && (await takeOver(taking, digest))) return
  for (let failed = 0; ; failed++) {
    const begun = { state: 'running', startedAt: Date.now(), finishedAt: null, message: null, cachedFrom: null } as const
    await book.note(step.id, { ...begun, digest, inputs, attempt: book.stateOf(step.id).attempt + 1 })
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
      return await book.note(step.id, { state: 'succeeded', outputs: outputs ?? null, finishedAt: Date.now() })
    } catch (error) {
      if (context.signal.aborted || error instanceof GiveBack || error instanceof ExecutionLost) throw error
      if (!(error instanceof SkipJob) && failed < step.retries) {
        await deps.log(step.id, `Failed, and is tried again (${failed + 1} of ${step.retries}): ${messageOf(error)}`)
        await sleep(Math.min(LAST_RETRY_AFTER_MS, FIRST_RETRY_AFTER_MS * 2 ** failed), undefined, { signal: context.signal })
        continue
      }
      const state = error instanceof SkipJob ? 'skipped' : 'failed'
      await book.note(step.id, { state, message: messageOf(error), finishedAt: Date.now() })
      if (state === 'failed' && step.optional) return
      throw error
    }
  }
}

async function takeOver({ deps, run, acts, step, inputs, book }: Taking, digest: string): Promise<boolean> {
  const earlier = await findEarlier(deps.store, run, step.uses, digest)
  if (!earlier) return false
  const { adopt } = acts[step.uses]
  if (adopt && !(await adopt(earlier.outputs))) return false
  const { runNumber, outputs } = earlier
  const now = Date.now()
  await book.note(step.id, {
    state: 'succeeded',
    digest,
    inputs,
    outputs,
    cachedFrom: runNumber,
    startedAt: now,
    finishedAt: now,
  })
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
async function settleRest({ signal }: JobContext, book: Book, failure: unknown): Promise<void> {
  if (failure instanceof GiveBack || failure instanceof ExecutionLost) return
  if (signal.aborted && signal.reason !== 'cancelled') return
  const said = messageOf(failure)
  const culprit = book.all().find(({ state, message }) => (state === 'failed' || state === 'skipped') && message === said)
  const why = culprit ? `${culprit.id} ${culprit.state === 'skipped' ? 'was skipped' : 'failed'}` : 'The run ended before'
  const ended = { message: signal.aborted ? 'Cancelled' : why, finishedAt: Date.now() }
  for (const { id, state } of book.all()) {
    if (state === 'running') await book.note(id, { state: 'cancelled', ...ended })
    if (state === 'waiting') await book.note(id, { state: 'skipped', ...ended })
  }
}
