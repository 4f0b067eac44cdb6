import { z } from 'zod'
import { route } from '../contract.ts'
import { AssetStatus } from '../domain/asset.ts'
import { Decision } from '../domain/decision.ts'
import { AssetId, JobId, ProjectId } from '../domain/ids.ts'
import { LoopSettings, Project, ProjectName } from '../domain/project.ts'
import { Run } from '../domain/training.ts'
import { Label, LabelName } from '../ontology.ts'
import { TaskId } from '../tasks/index.ts'
import { Paging, pageOf } from './paging.ts'

const byProject = z.object({ projectId: ProjectId })

/** What is still missing before the loop trains by itself. */
export const NextTraining = z.object({
  /** New approved labels since the last training, and how many start the next. */
  have: z.number().int(),
  need: z.number().int(),
  /** Labels below their floor. */
  missing: z.array(z.object({ label: z.string(), have: z.number().int(), need: z.number().int() })),
  /** "14 more, 3 of them Platelets", or why it is not waiting for labels. */
  sentence: z.string(),
})
export type NextTraining = z.infer<typeof NextTraining>

/** A project with what its card shows. */
export const ProjectSummary = Project.extend({
  assets: z.record(AssetStatus, z.number().int()),
  annotations: z.object({ suggested: z.number().int(), draft: z.number().int(), approved: z.number().int() }),
  /** Up to four for the mosaic. */
  thumbnails: z.array(AssetId),
  championMetric: z.number().nullable(),
  /** Change against the champion before. */
  championTrend: z.number().nullable(),
  /** People with an asset of it open now. */
  working: z.array(z.object({ name: z.string(), color: z.string() })),
})
export type ProjectSummary = z.infer<typeof ProjectSummary>

/** A point of the learning curve: one model. */
export const LearningPoint = z.object({
  version: z.number().int(),
  labels: z.number().int(),
  metric: z.number().nullable(),
  promoted: z.boolean(),
  createdAt: z.number(),
  /** What each label reached, with how many approved examples of it outside the test split. */
  perLabel: z.array(z.object({ label: z.string(), examples: z.number().int(), metric: z.number().nullable() })),
})

/** What the closer look at the champion says of a label, as facts that make advice. */
export const LabelNeed = z.object({
  label: z.string(),
  /** Labels of it that are likely mistakes, on the test split. */
  suspects: z.number().int(),
  /** Images of the test split where it was missed or taken for another label. */
  mistaken: z.number().int(),
  /** How many of those look like no image that waits to be labelled; null where that was not looked at. */
  alone: z.number().int().nullable(),
})
export type LabelNeed = z.infer<typeof LabelNeed>

/** Everything the project's overview draws, in one answer. */
export const Overview = z.object({
  project: ProjectSummary,
  nextTraining: NextTraining,
  /** Counts of approved labels by name, with their floor. */
  labels: z.array(z.object({ label: z.string(), approved: z.number().int(), floor: z.number().int() })),
  activeRun: Run.nullable(),
  latestSnapshot: z.number().int().nullable(),
  learning: z.array(LearningPoint),
  /** Of the champion's labels, those of which something was found. */
  needs: z.array(LabelNeed),
  /** How annotations of approved assets came about, and what drawing all of them would have cost, in seconds by the published cost model. */
  effort: z.object({
    drawn: z.number().int(),
    fixed: z.number().int(),
    accepted: z.number().int(),
    rejected: z.number().int(),
    seconds: z.number(),
    secondsWithoutModel: z.number(),
  }),
  decisions: z.array(Decision),
  /** One sentence: the best thing to do now, and where. */
  advice: z.object({ sentence: z.string(), action: z.enum(['import', 'annotate', 'review', 'train', 'wait']) }),
})
export type Overview = z.infer<typeof Overview>

/** Projects, their settings, and what happened in them. */
export const projects = {
  list: route({
    method: 'get',
    path: '/api/projects',
    summary: 'The projects you may enter.',
    access: 'user',
    response: z.array(ProjectSummary),
  }),
  create: route({
    method: 'post',
    path: '/api/projects',
    summary: 'Create a project.',
    access: 'project:create',
    body: z.object({ name: ProjectName, task: TaskId, labels: z.array(LabelName).max(5000).default([]) }),
    response: Project,
  }),
  createSample: route({
    method: 'post',
    path: '/api/projects/sample',
    summary: 'Create the ready sample project from the images that come with Labelloop.',
    access: 'project:create',
    response: z.object({ project: Project, jobId: JobId }),
  }),
  show: route({
    method: 'get',
    path: '/api/projects/:projectId',
    summary: 'A project with its counts.',
    access: 'project:view',
    params: byProject,
    response: ProjectSummary,
  }),
  overview: route({
    method: 'get',
    path: '/api/projects/:projectId/overview',
    summary: "The loop's state: counts per station, what runs, what is missing, how the figures grew.",
    access: 'project:view',
    params: byProject,
    response: Overview,
  }),
  rename: route({
    method: 'patch',
    path: '/api/projects/:projectId',
    summary: 'Rename a project.',
    access: 'project:change',
    params: byProject,
    body: z.object({ name: ProjectName }),
    response: Project,
  }),
  changeLoop: route({
    method: 'put',
    path: '/api/projects/:projectId/loop',
    summary: 'Set triggers, training, gate, pre-labels and queue.',
    access: 'project:change',
    params: byProject,
    body: LoopSettings,
    response: Project,
  }),
  changeOntology: route({
    method: 'put',
    path: '/api/projects/:projectId/ontology',
    summary:
      'Replace the labels; refused when somebody else changed them since `version`. Labels in use are retired, not removed.',
    access: 'project:change',
    params: byProject,
    body: z.object({ version: z.number().int(), labels: z.array(Label).max(5000) }),
    response: Project,
  }),
  remove: route({
    method: 'delete',
    path: '/api/projects/:projectId',
    summary: 'Delete a project and everything in it; `name` must repeat its name.',
    access: 'project:delete',
    params: byProject,
    query: z.object({ name: z.string() }),
    response: z.object({ jobId: JobId }),
  }),
  decisions: route({
    method: 'get',
    path: '/api/projects/:projectId/decisions',
    summary: 'What was decided, newest first.',
    access: 'project:view',
    params: byProject,
    query: Paging,
    response: pageOf(Decision),
  }),
} as const
