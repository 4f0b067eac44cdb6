import type { RunId } from '#shared/domain/ids.ts'
import type { Assignment, Study } from '#shared/domain/study.ts'
import { isActiveRun } from '#shared/domain/training.ts'
import { nextToGoOn, rungsOf } from './rungs.ts'
import { searches } from './search/index.ts'
import { bestOf, climbersOf, evidenceOf, secondsSpent, type TrialRun } from './trials.ts'

/** A study whose first runs all fail will not get better. */
const HOPELESS_AFTER = 3
/** Observations beyond the number of parameters from which on values of a greater share are enough to learn from. */
const ENOUGH_BEYOND_PARAMETERS = 2

/** What a study does next. */
export type Act =
  | { type: 'wait' }
  | { type: 'ask'; number: number; assignment: Assignment; share: number }
  | { type: 'go-on'; run: TrialRun; share: number }
  | { type: 'judge'; run: TrialRun; value: number }
  | { type: 'end'; state: 'succeeded' | 'failed'; message: string; modelVersion: number | null }

/** What a study does next, given all its runs and how many may be under way at a time. A function of its records alone: any process may ask at any time. */
export function nextAct(study: Study, runs: readonly TrialRun[], capacity: number): Act {
  if (study.state === 'judging') return verdictOf(study, runs)
  if (study.state !== 'running') return { type: 'wait' }
  const active = runs.filter(isActiveRun).length
  if (active >= capacity) return { type: 'wait' }
  const more = hasBudget(study, runs) && !isHopeless(runs) ? oneMore(study, runs) : null
  if (more) return more
  return active > 0 ? { type: 'wait' } : conclusion(runs)
}

function hasBudget({ budget }: Study, runs: readonly TrialRun[]): boolean {
  return budget.seconds === null || secondsSpent(runs) < budget.seconds
}

const isHopeless = (runs: readonly TrialRun[]): boolean =>
  runs.length >= HOPELESS_AFTER && runs.every(({ state, trial }) => state === 'failed' && trial.reached.length === 0)

function oneMore(study: Study, runs: readonly TrialRun[]): Act | null {
  const climber = nextToGoOn(climbersOf(study, runs))
  if (climber) return { type: 'go-on', run: climber.run, share: climber.rungs[climber.values.length] ?? 1 }
  if (runs.length >= study.budget.runs) return null
  const assignment = study.first[runs.length] ?? chosen(study, runs)
  if (!assignment) return null
  const number = Math.max(0, ...runs.map(({ trial }) => trial.number)) + 1
  return { type: 'ask', number, assignment, share: rungsOf(study.earlyStopping, number)[0] ?? 1 }
}

function chosen({ method, space, seed, first }: Study, runs: readonly TrialRun[]): Assignment | null {
  const evidence = evidenceOf(runs, space.length + ENOUGH_BEYOND_PARAMETERS)
  return searches.get(method).propose({ space, seed, index: runs.length - first.length, ...evidence })
}

function conclusion(runs: readonly TrialRun[]): Act {
  const best = bestOf(runs)
  if (!best) return { type: 'end', state: 'failed', message: whyNone(runs), modelVersion: null }
  if (best.run.modelVersion === null) return { type: 'judge', ...best }
  return {
    type: 'end',
    state: 'succeeded',
    message: `Run ${best.run.number} is still the best`,
    modelVersion: best.run.modelVersion,
  }
}

function whyNone(runs: readonly TrialRun[]): string {
  const last = runs.findLast(({ state }) => state === 'failed')
  return last?.message ? `No run came to a figure; the last one said: ${last.message}` : 'No run came to a figure'
}

function verdictOf({ best }: Study, runs: readonly TrialRun[]): Act {
  const judged = runs.find(({ id }) => id === (best?.runId satisfies RunId | undefined))
  if (judged && isActiveRun(judged)) return { type: 'wait' }
  const message = judged?.message ?? 'Its best run is gone'
  const succeeded = judged?.state === 'succeeded' && judged.modelVersion !== null
  return { type: 'end', state: succeeded ? 'succeeded' : 'failed', message, modelVersion: judged?.modelVersion ?? null }
}
