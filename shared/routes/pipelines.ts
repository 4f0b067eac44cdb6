import { z } from 'zod'
import { route } from '../contract.ts'
import { ProjectId, RunId } from '../domain/ids.ts'
import { Execution, Pipeline, PipelineSteps, PipelineTemplate } from '../domain/pipeline.ts'

const byProject = z.object({ projectId: ProjectId })
const Problem = z.object({ step: z.string().nullable(), sentence: z.string() })
/** Steps as records, or as the YAML that people keep beside their code. */
const Draft = z.union([z.object({ steps: PipelineSteps }), z.object({ yaml: z.string().max(200_000) })])

/** Pipelines: the steps of a project's loop as a document, and how each run went through them. */
export const pipelines = {
  show: route({
    method: 'get',
    path: '/api/projects/:projectId/pipeline',
    summary: 'The pipeline in force, as records and as YAML.',
    access: 'project:view',
    params: byProject,
    response: Pipeline.extend({ yaml: z.string() }),
  }),
  check: route({
    method: 'post',
    path: '/api/projects/:projectId/pipeline/check',
    summary: 'What is wrong with a pipeline that is not saved, and how it is written as records and as YAML.',
    access: 'project:view',
    params: byProject,
    body: Draft,
    response: z.object({ problems: z.array(Problem), steps: PipelineSteps.nullable(), yaml: z.string().nullable() }),
  }),
  save: route({
    method: 'put',
    path: '/api/projects/:projectId/pipeline',
    summary: 'Write the next version; a conflict where somebody else wrote one since `basedOn`. Runs under way keep theirs.',
    access: 'project:change',
    params: byProject,
    body: z.intersection(Draft, z.object({ basedOn: z.int().nonnegative(), note: z.string().trim().max(300).default('') })),
    response: Pipeline,
  }),
  versions: route({
    method: 'get',
    path: '/api/projects/:projectId/pipeline/versions',
    summary: 'Versions of the pipeline, newest first.',
    access: 'project:view',
    params: byProject,
    response: z.array(Pipeline),
  }),
  manifest: route({
    method: 'get',
    path: '/api/projects/:projectId/pipeline/manifest',
    summary: 'The same graph for a cluster: an Argo workflow of one task a step, or a Kubernetes job.',
    access: 'project:view',
    params: byProject,
    query: z.object({ kind: z.enum(['argo', 'job']).default('argo'), image: z.string().max(300).default('labelloop:latest') }),
    response: z.object({ yaml: z.string() }),
  }),
  renewSecret: route({
    method: 'post',
    path: '/api/projects/:projectId/pipeline/secret',
    summary: 'A new secret that HTTP steps sign with; told once.',
    access: 'project:change',
    params: byProject,
    response: z.object({ secret: z.string() }),
  }),
  execution: route({
    method: 'get',
    path: '/api/projects/:projectId/runs/:runId/execution',
    summary: 'How a run went through its pipeline; null where it has not begun.',
    access: 'project:view',
    params: z.object({ projectId: ProjectId, runId: RunId }),
    response: Execution.nullable(),
  }),
  resume: route({
    method: 'post',
    path: '/api/projects/:projectId/runs/:runId/resume',
    summary: 'Go on with a failed or cancelled run where it stopped: what succeeded is not done again.',
    access: 'loop:train',
    params: z.object({ projectId: ProjectId, runId: RunId }),
    response: z.null(),
  }),
  templates: route({
    method: 'get',
    path: '/api/pipeline-templates',
    summary: 'Pipelines to begin with, for every project of the installation.',
    access: 'user',
    response: z.array(PipelineTemplate),
  }),
  saveTemplate: route({
    method: 'put',
    path: '/api/projects/:projectId/pipeline/template',
    summary: 'Keep steps as a template for every project; the same name replaces one’s own.',
    access: 'project:change',
    params: byProject,
    body: PipelineTemplate.pick({ name: true, steps: true }),
    response: PipelineTemplate,
  }),
  removeTemplate: route({
    method: 'delete',
    path: '/api/pipeline-templates/:name',
    summary: 'Remove a template; pipelines made from it stay.',
    access: 'installation:manage',
    params: z.object({ name: z.string() }),
    response: z.null(),
  }),
} as const
