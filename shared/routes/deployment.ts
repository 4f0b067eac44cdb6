import { z } from 'zod'
import { route } from '../contract.ts'
import { Deployment, DeploymentMode, ShadowSighting } from '../domain/deployment.ts'
import { ProjectId } from '../domain/ids.ts'
import { LineageGraph, LineageRef } from '../domain/lineage.ts'
import { Model, ModelTag } from '../domain/training.ts'
import { Paging, pageOf } from './paging.ts'

const byProject = z.object({ projectId: ProjectId })
const byVersion = z.object({ projectId: ProjectId, version: z.coerce.number().int().positive() })
const reason = z.string().trim().max(500).default('')

export const DeploymentRequest = z.object({
  mode: DeploymentMode,
  challenger: z.number().int().positive(),
  /** Share of the images on which the challenger suggests; not looked at in the shadow. */
  share: z.number().min(0.01).max(0.9).default(0.1),
})
export type DeploymentRequest = z.infer<typeof DeploymentRequest>

/** Which model suggests on which images, who agreed to it, and where models come from. */
export const deployment = {
  show: route({
    method: 'get',
    path: '/api/projects/:projectId/deployment',
    summary: 'Two models that are compared on new images, as it stands, and the comparisons before, newest first.',
    access: 'project:view',
    params: byProject,
    response: z.object({ running: Deployment.nullable(), past: z.array(Deployment) }),
  }),
  begin: route({
    method: 'post',
    path: '/api/projects/:projectId/deployment',
    summary:
      'Set a challenger beside the champion: in its shadow, on a share of the images, or as a canary that ends by itself. A conflict where another runs.',
    access: 'loop:promote',
    params: byProject,
    body: DeploymentRequest,
    response: Deployment,
  }),
  end: route({
    method: 'post',
    path: '/api/projects/:projectId/deployment/end',
    summary: 'End the comparison that runs: keep the champion, or promote the challenger.',
    access: 'loop:promote',
    params: byProject,
    body: z.object({ promote: z.boolean().default(false), reason }),
    response: z.object({ champion: z.number().int().nullable() }),
  }),
  sightings: route({
    method: 'get',
    path: '/api/projects/:projectId/deployment/sightings',
    summary: 'Images that a challenger in the shadow has seen, those first on which it and the champion lie furthest apart.',
    access: 'project:view',
    params: byProject,
    query: Paging,
    response: pageOf(ShadowSighting.extend({ name: z.string() })),
  }),
  approve: route({
    method: 'post',
    path: '/api/projects/:projectId/models/:version/approval',
    summary: 'Approve or decline a model that passed the gate and waits for a person; the reason is recorded.',
    access: 'loop:promote',
    params: byVersion,
    body: z.object({ decision: z.enum(['approve', 'decline']), reason }),
    response: z.object({ champion: z.number().int().nullable() }),
  }),
  describe: route({
    method: 'patch',
    path: '/api/projects/:projectId/models/:version',
    summary: 'Write a note on a model, or set its tags.',
    access: 'loop:train',
    params: byVersion,
    body: z.object({ note: z.string().trim().max(4000).exactOptional(), tags: z.array(ModelTag).max(20).exactOptional() }),
    response: Model,
  }),
  card: route({
    method: 'get',
    path: '/api/projects/:projectId/models/:version/card',
    summary: 'The model card as Markdown: what it is for, what it learned from, how good it is, by whose leave it serves.',
    access: 'project:view',
    params: byVersion,
    response: z.object({ name: z.string(), markdown: z.string() }),
  }),
  lineage: route({
    method: 'get',
    path: '/api/projects/:projectId/lineage',
    summary:
      'What something came from and what came of it, both ways: annotations, revisions, snapshots, runs, models, predictions, corrections. Its own neighbours are paged; theirs are shown as far as there are few.',
    access: 'project:view',
    params: byProject,
    query: z.object({
      from: LineageRef,
      /** How many steps away. */
      steps: z.coerce.number().int().min(1).max(4).default(2),
      cursor: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(25),
    }),
    response: LineageGraph,
  }),
} as const
