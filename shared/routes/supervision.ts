import { z } from 'zod'
import { route } from '../contract.ts'
import { JobId, ProjectId } from '../domain/ids.ts'
import {
  FunctionCase,
  FunctionCaseKind,
  FunctionName,
  FunctionSource,
  LabelingFunction,
  Supervision,
} from '../domain/labeling-function.ts'

const byProject = z.object({ projectId: ProjectId })
const byName = z.object({ projectId: ProjectId, name: FunctionName })

/** Labeling functions and what they say together. */
export const supervision = {
  functions: route({
    method: 'get',
    path: '/api/projects/:projectId/labeling-functions',
    summary: 'The labeling functions of a project, each in its newest version.',
    access: 'project:view',
    params: byProject,
    response: z.array(LabelingFunction),
  }),
  versions: route({
    method: 'get',
    path: '/api/projects/:projectId/labeling-functions/:name/versions',
    summary: 'Every version of a labeling function, newest first.',
    access: 'project:view',
    params: byName,
    response: z.array(LabelingFunction),
  }),
  change: route({
    method: 'put',
    path: '/api/projects/:projectId/labeling-functions/:name',
    summary: 'Write, change, switch or remove a labeling function: its next version.',
    access: 'project:change',
    params: byName,
    body: z.object({
      /** The version that is to be changed, 0 for a new function. */
      base: z.number().int().nonnegative(),
      state: LabelingFunction.shape.state.default('on'),
      /** Left out: as it was. */
      source: FunctionSource.exactOptional(),
    }),
    response: LabelingFunction,
  }),
  cases: route({
    method: 'get',
    path: '/api/projects/:projectId/labeling-functions/:name/cases',
    summary: 'Images that show what a labeling function does: where it votes, is contradicted, or is wrong.',
    access: 'project:view',
    params: byName,
    query: z.object({ kind: FunctionCaseKind.default('votes'), limit: z.coerce.number().int().min(1).max(200).default(24) }),
    response: z.array(FunctionCase),
  }),
  apply: route({
    method: 'post',
    path: '/api/projects/:projectId/supervision',
    summary:
      'Let all labeling functions that are switched on vote, make one answer of their votes, and (with `suggest`) suggest it where nobody has begun.',
    access: 'project:change',
    params: byProject,
    body: z.object({ suggest: z.boolean().default(false) }),
    response: z.object({ jobId: JobId }),
  }),
  latest: route({
    method: 'get',
    path: '/api/projects/:projectId/supervision',
    summary: 'What the functions did and said when they were last applied; null before that.',
    access: 'project:view',
    params: byProject,
    response: Supervision.nullable(),
  }),
} as const
