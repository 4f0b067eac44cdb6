import type { StudyId } from '#shared/domain/ids.ts'
import type { Study } from '#shared/domain/study.ts'
import { fromStored } from '../store/collections.ts'
import { recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { importanceOf } from './importance.ts'
import { type Act, nextAct } from './next-act.ts'
import { trialRunsOf, updateStudy } from './study-records.ts'
import { bestOf, type TrialRun } from './trials.ts'

export interface AdvanceDeps {
  readonly store: Pick<Store, 'studies' | 'runs' | 'workers' | 'decisions'>
  /** The runs' own domain carries trials out. */
  readonly trials: TrialRuns
}

/** What a study asks of runs. Each tells whether it took place: somebody else may have been first. */
export interface TrialRuns {
  ask(study: Study, act: Extract<Act, { type: 'ask' }>): Promise<boolean>
  goOn(run: TrialRun, next: { share: number; atGate: boolean; promote: boolean }): Promise<boolean>
}

/**
 * Takes a study as far as it goes now: asks for runs until all workers have one, lets good ones go on, sends the best to the gate.
 * Everything is read from the database and decided anew, so that any process may call it at any time, also several at once.
 */
export async function advanceStudy(deps: AdvanceDeps, id: StudyId): Promise<void> {
  const { store } = deps
  for (;;) {
    const row = await store.studies.findOne({ _id: id })
    if (!row?.snapshot) return
    const study = fromStored(row)
    const runs = await trialRunsOf(store, id)
    const act = nextAct(await withStanding(store, study, runs), runs, await capacityOf(store))
    if (act.type === 'wait') return
    await take(deps, study, act)
  }
}

/** Looks after every open study: what a process that died was about to do is done. */
export async function advanceStudies(deps: AdvanceDeps): Promise<void> {
  for await (const { _id } of deps.store.studies.find({ state: { $in: ['running', 'judging'] } }, { projection: { _id: 1 } }))
    await advanceStudy(deps, _id)
}

async function take({ store, trials }: AdvanceDeps, study: Study, act: Exclude<Act, { type: 'wait' }>): Promise<void> {
  switch (act.type) {
    case 'ask':
      await trials.ask(study, act)
      return
    case 'go-on':
      await trials.goOn(act.run, { share: act.share, atGate: false, promote: false })
      return
    case 'judge':
      // The run first: where this process dies in between, it is found at the gate, and the study follows.
      await trials.goOn(act.run, { share: 1, atGate: true, promote: study.promote })
      await updateStudy(store, study.id, ['running'], {
        state: 'judging',
        best: { runId: act.run.id, trial: act.run.trial.number, value: act.value },
      })
      return
    case 'end':
      await end(store, study, act)
      return
    default:
      act satisfies never
  }
}

async function end(
  store: AdvanceDeps['store'],
  study: Study,
  { state, message, modelVersion }: Extract<Act, { type: 'end' }>,
): Promise<void> {
  const ended = await updateStudy(store, study.id, ['running', 'judging'], {
    state,
    message,
    modelVersion,
    finishedAt: Date.now(),
  })
  if (!ended) return
  const what = modelVersion === null ? message : `its best run became v${modelVersion}`
  await recordDecision(store, {
    projectId: study.projectId,
    userId: null,
    type: 'training',
    sentence: `Study ${study.number} ended: ${what}`,
  })
}

// Written for people and for the gate; decided from the runs alone.
async function withStanding(store: AdvanceDeps['store'], study: Study, runs: readonly TrialRun[]): Promise<Study> {
  const best = bestOf(runs)
  if (!best || study.state !== 'running') return study
  const standing = { runId: best.run.id, trial: best.run.trial.number, value: best.value }
  if (study.best?.runId === standing.runId && study.best.value === standing.value && study.importance.length > 0) return study
  const importance = importanceOf(study, runs)
  return (await updateStudy(store, study.id, ['running'], { best: standing, importance })) ?? study
}

const capacityOf = async (store: Pick<Store, 'workers'>): Promise<number> => Math.max(1, await store.workers.countDocuments())
