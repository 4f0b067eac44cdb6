import { z } from 'zod'
import { route } from '../contract.ts'
import { JobId, ProjectId } from '../domain/ids.ts'
import { Job } from '../domain/job.ts'
import { Project } from '../domain/project.ts'
import { LabelChange } from '../ontology/label-change.ts'

const byProject = z.object({ projectId: ProjectId })

/** What a change of a label would touch. */
export const LabelChangePreview = z.object({
  /** Visible annotations that would get another label, on how many assets. */
  annotations: z.number().int(),
  assets: z.number().int(),
  /** Of them undecided suggestions. */
  suggestions: z.number().int(),
  /** Versions of the models that know the label, and how many snapshots hold it. */
  models: z.array(z.number().int()),
  snapshots: z.number().int(),
  /** Why it cannot be done; null where it can. */
  problem: z.string().nullable(),
  /** All of that in words. */
  sentence: z.string(),
})
export type LabelChangePreview = z.infer<typeof LabelChangePreview>

/** A change of a label that was made. */
export const LabelChangeRecord = z.object({
  job: Job,
  change: LabelChange,
  sentence: z.string(),
  isUndone: z.boolean(),
})
export type LabelChangeRecord = z.infer<typeof LabelChangeRecord>

const Made = z.object({ project: Project, jobId: JobId })

/** Labels changed while people work: the annotations follow in the background. */
export const labels = {
  preview: route({
    method: 'post',
    path: '/api/projects/:projectId/labels/preview',
    summary: 'What renaming, merging, splitting, retiring or deleting a label would touch. Changes nothing.',
    access: 'project:change',
    params: byProject,
    body: z.object({ change: LabelChange }),
    response: LabelChangePreview,
  }),
  change: route({
    method: 'post',
    path: '/api/projects/:projectId/labels/change',
    summary:
      'Rename, merge, split, retire, revive or delete a label. The labels change at once; a job moves what is labelled. Saves that still say an old name are taken as the new one.',
    access: 'project:change',
    params: byProject,
    body: z.object({ version: z.number().int(), change: LabelChange }),
    response: Made,
  }),
  undo: route({
    method: 'post',
    path: '/api/projects/:projectId/labels/changes/:jobId/undo',
    summary: 'Take a change of a label back, with everything that it moved and nobody has changed since.',
    access: 'project:change',
    params: byProject.extend({ jobId: JobId }),
    response: Made,
  }),
  changes: route({
    method: 'get',
    path: '/api/projects/:projectId/labels/changes',
    summary: 'The changes of labels, newest first.',
    access: 'project:view',
    params: byProject,
    response: z.array(LabelChangeRecord),
  }),
} as const
