import type { Trained } from '#server/training/train-step.ts'
import { nextAct } from '#server/tuning/next-act.ts'
import type { TrialRun } from '#server/tuning/trials.ts'
import type { ProjectId, RunId, SnapshotId, StudyId } from '#shared/domain/ids.ts'
import { type Assignment, SearchSpace, type Study, type Trial } from '#shared/domain/study.ts'

/** A study that completes itself. */
export function aStudy(change: Partial<Study> = {}): Study {
  return {
    id: 'stu_1' as StudyId,
    projectId: 'prj_1' as ProjectId,
    number: 1,
    state: 'running',
    method: 'random',
    space: SearchSpace.parse([{ type: 'float', name: 'learningRate', low: 1e-5, high: 1e-1, scale: 'log' }]),
    fixed: {},
    architecture: 'auto',
    budget: { runs: 9, seconds: null },
    earlyStopping: 'none',
    first: [],
    promote: true,
    seed: 1,
    snapshot: { id: 'snp_1' as SnapshotId, number: 1, labels: 100 },
    best: null,
    importance: [],
    modelVersion: null,
    message: null,
    createdAt: 0,
    finishedAt: null,
    ...change,
  }
}

/** A run of a study that completes itself; without any reached share it has just been asked for. */
export function aTrial(trial: Partial<Trial> & { number: number }, change: Partial<TrialRun> = {}): TrialRun {
  const reached = trial.reached ?? []
  return {
    id: `run_${trial.number}` as RunId,
    projectId: 'prj_1' as ProjectId,
    number: trial.number,
    state: reached.length > 0 ? 'succeeded' : 'queued',
    trigger: { type: 'study', reason: '' },
    snapshotId: 'snp_1' as SnapshotId,
    snapshotNumber: 1,
    labels: 100,
    architecture: 'auto',
    architectureReason: null,
    requested: {},
    parameters: {},
    seed: 1,
    promote: false,
    engine: null,
    attempt: 0,
    progress: null,
    metrics: { loss: null, validation: null, best: null },
    modelVersion: null,
    message: null,
    createdAt: 0,
    startedAt: null,
    finishedAt: reached.length > 0 ? 1 : null,
    ...change,
    trial: {
      studyId: 'stu_1' as StudyId,
      assignment: { learningRate: 1e-3 },
      share: 1,
      stage: 1,
      atGate: false,
      ...trial,
      reached,
    },
  }
}

/** What a training leaves behind, as far as a study asks. */
type Figure = Pick<Trained, 'share'> & { value: number }

/** Carries a study out on a made-up learning curve, one run at a time, as one worker would; gives its runs and what it ended with. */
export function carriedOut(study: Study, figureOf: (assignment: Assignment, share: number) => number) {
  const runs: TrialRun[] = []
  for (let acts = 0; acts < 1_000; acts++) {
    const act = nextAct(study, runs, 1)
    if (act.type === 'ask') {
      const { number, assignment, share } = act
      const figure: Figure = { share, value: figureOf(assignment, share) }
      runs.push(aTrial({ number, assignment, share, reached: [{ ...figure, seconds: share }] }))
      continue
    }
    if (act.type !== 'go-on') return { runs, ending: act }
    const { trial } = act.run
    const further = { share: act.share, value: figureOf(trial.assignment, act.share), seconds: act.share }
    runs[trial.number - 1] = { ...act.run, trial: { ...trial, share: act.share, reached: [...trial.reached, further] } }
  }
  throw new Error('Expected the study to end')
}
