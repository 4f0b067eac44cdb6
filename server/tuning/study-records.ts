import { newId, type ProjectId, type StudyId } from '#shared/domain/ids.ts'
import type { Study, StudyRequest, StudyState } from '#shared/domain/study.ts'
import { conflict, notFound } from '../errors.ts'
import { fromStored, toStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { isTrialRun, type TrialRun } from './trials.ts'

/** A new study, running; its first runs wait for its snapshot. */
export async function createStudy(
  store: Pick<Store, 'studies' | 'count'>,
  projectId: ProjectId,
  request: StudyRequest,
): Promise<Study> {
  const study: Study = {
    ...request,
    id: newId<StudyId>('stu'),
    projectId,
    number: await store.count(`studies:${projectId}`),
    state: 'running',
    snapshot: null,
    best: null,
    importance: [],
    modelVersion: null,
    message: null,
    createdAt: Date.now(),
    finishedAt: null,
  }
  await store.studies.insertOne(toStored(study))
  return study
}

export async function loadStudy(store: Pick<Store, 'studies'>, projectId: ProjectId, id: StudyId): Promise<Study> {
  const row = await store.studies.findOne({ _id: id, projectId })
  if (!row) throw notFound(`Study ${id}`)
  return fromStored(row)
}

/** Sets fields of a study that is in one of these states; null where it is not. */
export async function updateStudy(
  store: Pick<Store, 'studies'>,
  id: StudyId,
  states: readonly StudyState[],
  fields: Partial<Omit<Study, 'id'>>,
): Promise<Study | null> {
  const row = await store.studies.findOneAndUpdate(
    { _id: id, state: { $in: [...states] } },
    { $set: fields },
    { returnDocument: 'after' },
  )
  return row && fromStored(row)
}

/** The same, where anything else is a conflict that says so. */
export async function moveStudy(
  store: Pick<Store, 'studies'>,
  study: Study,
  states: readonly StudyState[],
  fields: Partial<Omit<Study, 'id'>>,
): Promise<Study> {
  const moved = await updateStudy(store, study.id, states, fields)
  if (moved) return moved
  const { state } = await loadStudy(store, study.projectId, study.id)
  throw conflict(`Study ${study.number} is ${state}: expected it to be ${states.join(' or ')}`)
}

/** All runs of a study, in the order of their trials. */
export async function trialRunsOf(store: Pick<Store, 'runs'>, studyId: StudyId): Promise<TrialRun[]> {
  const rows = await store.runs
    .find({ 'trial.studyId': studyId, 'trial.number': { $exists: true } })
    .sort({ 'trial.number': 1 })
    .toArray()
  return rows.map(fromStored).filter(isTrialRun)
}
