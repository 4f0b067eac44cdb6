import { z } from 'zod'
import { route } from '../contract.ts'
import { JobId, ProjectId, StudyId } from '../domain/ids.ts'
import { Assignment, SearchParameter, Study, StudyRequest } from '../domain/study.ts'
import { Run } from '../domain/training.ts'

const byProject = z.object({ projectId: ProjectId })
const byStudy = z.object({ projectId: ProjectId, studyId: StudyId })

/** How far a study is, in figures. */
const StudyProgress = z.object({
  /** Runs asked for so far, those that have come to an end, those that failed. */
  runs: z.int(),
  ended: z.int(),
  failed: z.int(),
  /** Spent on training, over all its runs. */
  seconds: z.number(),
})

export const StudySummary = Study.extend({ progress: StudyProgress })
export type StudySummary = z.infer<typeof StudySummary>

/** A run of a study with a thin version of its curve. */
export const TrialRun = Run.extend({ sparkline: z.array(z.number()) })
export type TrialRun = z.infer<typeof TrialRun>

/** A training parameter that can be searched, with a range that makes sense. */
export const Tunable = z.object({
  parameter: SearchParameter,
  /** "Learning rate" */
  title: z.string(),
  /** What it does, and why this range. */
  sentence: z.string(),
  /** Whether a first study would look at it. */
  recommended: z.boolean(),
})
export type Tunable = z.infer<typeof Tunable>

/** Parameters to begin with, and what they are based on. */
export const Advice = z.object({
  assignment: Assignment,
  /** Share of a project's best figure that is expected of them, and what past runs came to on average. */
  expected: z.number(),
  usual: z.number(),
  runs: z.int(),
  projects: z.int(),
  /** In a sentence. */
  reason: z.string(),
})
export type Advice = z.infer<typeof Advice>

/** Searches over parameters: many runs on one snapshot. */
export const studies = {
  parameters: route({
    method: 'get',
    path: '/api/projects/:projectId/study-parameters',
    summary: 'What a study of this project can search, with proposed ranges.',
    access: 'project:view',
    params: byProject,
    response: z.array(Tunable),
  }),
  advice: route({
    method: 'get',
    path: '/api/projects/:projectId/study-advice',
    summary:
      'Parameters to begin with, by what past runs of all projects of this installation have shown; null without enough of them.',
    access: 'project:view',
    params: byProject,
    response: Advice.nullable(),
  }),
  list: route({
    method: 'get',
    path: '/api/projects/:projectId/studies',
    summary: 'Studies, newest first.',
    access: 'project:view',
    params: byProject,
    response: z.array(StudySummary),
  }),
  show: route({
    method: 'get',
    path: '/api/projects/:projectId/studies/:studyId',
    summary: 'One study with its runs.',
    access: 'project:view',
    params: byStudy,
    response: z.object({ study: StudySummary, runs: z.array(TrialRun) }),
  }),
  start: route({
    method: 'post',
    path: '/api/projects/:projectId/studies',
    summary:
      'Search parameters: freezes what is approved, trains with one set of parameters after the other, and sends the best model to the gate.',
    access: 'loop:train',
    params: byProject,
    body: StudyRequest,
    response: z.object({ study: Study, jobId: JobId }),
  }),
  pause: act('pause', 'Stop its runs where they are; resuming goes on from there.'),
  resume: act('resume', 'Go on with a paused study.'),
  cancel: act('cancel', 'End a study without sending a model to the gate; its runs stay to be looked at.'),
  judge: act('judge', 'End the search now, and send the best so far to the gate.'),
  extend: route({
    method: 'post',
    path: '/api/projects/:projectId/studies/:studyId/extend',
    summary: 'Ask a study, also one that has ended, for more runs.',
    access: 'loop:train',
    params: byStudy,
    body: z.object({ runs: z.int().min(1).max(500) }),
    response: Study,
  }),
} as const

function act<const Name extends string>(name: Name, summary: string) {
  return route({
    method: 'post',
    path: `/api/projects/:projectId/studies/:studyId/${name}`,
    summary,
    access: 'loop:train',
    params: byStudy,
    response: Study,
  })
}
