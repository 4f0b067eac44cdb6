import type { JobId, ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { isOpenStudy, type Study, type StudyState } from '#shared/domain/study.ts'
import { isActiveRun, type Run } from '#shared/domain/training.ts'
import type { StudySummary, TrialRun as TrialRunView } from '#shared/routes/studies.ts'
import { routes } from '#shared/routes.ts'
import { conflict } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { fromStored } from '../store/collections.ts'
import { loadProject, recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { checkRequest } from './check-request.ts'
import { adviceFor } from './experience/advice-for.ts'
import { createStudy, loadStudy, moveStudy, trialRunsOf } from './study-records.ts'
import { secondsSpent, type TrialRun } from './trials.ts'
import { tunablesFor } from './tunables.ts'

const STUDIES_SHOWN = 100

export interface StudyRouteDeps {
  readonly store: Store
  readonly queue: Queue
  /** The runs' own domain shows and stops them. */
  readonly trials: {
    withSparklines(runs: readonly Run[]): Promise<TrialRunView[]>
    stop(runs: readonly Run[], how: { keep: boolean }): Promise<void>
    goOn(run: Run, next: { share: number; atGate: boolean; promote: boolean }): Promise<boolean>
  }
}

/** Mounts studies: start, look, pause, resume, extend, end. */
export function mountStudies(mount: Mount, { store, queue, trials }: StudyRouteDeps): void {
  const { studies } = routes
  const tune = async ({ id, projectId }: Study): Promise<JobId> =>
    (await queue.add({ name: 'tune', projectId, payload: { studyId: id } })).id
  const decided = (study: Study, user: User, what: string) =>
    recordDecision(store, {
      projectId: study.projectId,
      userId: user.id,
      type: 'training',
      sentence: `${user.name} ${what} study ${study.number}`,
    })
  const move = async (study: Study, from: readonly StudyState[], fields: Partial<Omit<Study, 'id'>>): Promise<Study> =>
    moveStudy(store, study, from, fields)

  mount(studies.parameters, async ({ params }) => tunablesFor((await loadProject(store, params.projectId)).task))
  mount(studies.advice, async ({ params }) => adviceFor(store, await loadProject(store, params.projectId)))
  mount(studies.list, async ({ params }) => {
    const rows = await store.studies.find({ projectId: params.projectId }).sort({ number: -1 }).limit(STUDIES_SHOWN).toArray()
    return Promise.all(rows.map(async (row) => summaryOf(fromStored(row), await trialRunsOf(store, row._id))))
  })
  mount(studies.show, async ({ params }) => {
    const study = await loadStudy(store, params.projectId, params.studyId)
    const runs = await trialRunsOf(store, study.id)
    return { study: summaryOf(study, runs), runs: await trials.withSparklines(runs) }
  })
  mount(studies.start, async ({ params, body, user }) => {
    const { id: projectId, task } = await loadProject(store, params.projectId)
    checkRequest(body, task)
    await refuseSecond(store, projectId)
    const study = await createStudy(store, projectId, body)
    await decided(study, user, 'started')
    return { study, jobId: await tune(study) }
  })
  mount(studies.pause, async ({ params, user }) => {
    const study = await move(await loadStudy(store, params.projectId, params.studyId), ['running'], { state: 'paused' })
    await trials.stop(await trialRunsOf(store, study.id), { keep: true })
    await decided(study, user, 'paused')
    return study
  })
  mount(studies.resume, async ({ params, user }) => {
    const study = await move(await loadStudy(store, params.projectId, params.studyId), ['paused'], { state: 'running' })
    await takeUp(trials, await trialRunsOf(store, study.id))
    await tune(study)
    await decided(study, user, 'resumed')
    return study
  })
  mount(studies.cancel, async ({ params, user }) => {
    const ended = { state: 'cancelled', message: `${user.name} cancelled it`, finishedAt: Date.now() } as const
    const study = await move(await loadStudy(store, params.projectId, params.studyId), ['running', 'paused', 'judging'], ended)
    await trials.stop(await trialRunsOf(store, study.id), { keep: false })
    await decided(study, user, 'cancelled')
    return study
  })
  mount(studies.judge, async ({ params, user }) => {
    const study = await loadStudy(store, params.projectId, params.studyId)
    const runs = await trialRunsOf(store, study.id)
    if (!runs.some(({ trial }) => trial.reached.length > 0)) throw conflict(`Study ${study.number} has no figure yet`)
    // No budget is left, not even for those that early stopping would let go on: its next act is the verdict on what there is.
    const budget = { runs: runs.length, seconds: secondsSpent(runs) }
    const again = { state: 'running', budget, finishedAt: null, message: null } as const
    const ending = await move(study, ['running', 'paused', 'cancelled'], again)
    await trials.stop(runs, { keep: false })
    await tune(ending)
    await decided(ending, user, 'sent to the gate the best run of')
    return ending
  })
  mount(studies.extend, async ({ params, body, user }) => {
    const before = await loadStudy(store, params.projectId, params.studyId)
    if (!isOpenStudy(before)) await refuseSecond(store, before.projectId)
    const budget = { runs: before.budget.runs + body.runs, seconds: null }
    const again = { state: before.state === 'paused' ? 'paused' : 'running', budget, finishedAt: null, message: null } as const
    const study = await move(before, ['running', 'paused', 'succeeded', 'failed', 'cancelled'], again)
    await tune(study)
    await decided(study, user, `asked for ${body.runs} more runs of`)
    return study
  })
}

// Two at a time would share the workers and tell less.
async function refuseSecond(store: Pick<Store, 'studies'>, projectId: ProjectId): Promise<void> {
  const open = await store.studies.findOne({ projectId, state: { $in: ['running', 'paused', 'judging'] } })
  if (open) throw conflict(`Study ${open.number} of this project is ${open.state}: wait for its end, or cancel it`)
}

// Their jobs were cancelled with the pause: each goes on at its checkpoint.
async function takeUp(trials: StudyRouteDeps['trials'], runs: readonly TrialRun[]): Promise<void> {
  for (const run of runs.filter(isActiveRun))
    await trials.goOn(run, { share: run.trial.share, atGate: run.trial.atGate, promote: run.promote })
}

function summaryOf(study: Study, runs: readonly TrialRun[]): StudySummary {
  const ended = runs.filter((run) => !isActiveRun(run))
  const failed = ended.filter(({ state }) => state === 'failed').length
  return { ...study, progress: { runs: runs.length, ended: ended.length, failed, seconds: secondsSpent(runs) } }
}
