import { z } from 'zod'
import { route } from '../contract.ts'
import { Connection, ConnectionDraft, ConnectionName } from '../domain/connection.ts'
import { JobId, ProjectId } from '../domain/ids.ts'

const byProject = z.object({ projectId: ProjectId })
const byName = z.object({ projectId: ProjectId, name: ConnectionName })

/** Places that a project takes images and labels from, again and again. */
export const connections = {
  list: route({
    method: 'get',
    path: '/api/projects/:projectId/connections',
    summary: 'Places that the project takes from, by name.',
    access: 'data:import',
    params: byProject,
    response: z.array(Connection),
  }),
  save: route({
    method: 'put',
    path: '/api/projects/:projectId/connections/:name',
    summary: 'Add a place, or change it. A secret that is not sent stays as it is.',
    access: 'data:import',
    params: byName,
    body: ConnectionDraft.extend({ secret: z.string().max(1000).optional() }),
    response: Connection,
  }),
  remove: route({
    method: 'delete',
    path: '/api/projects/:projectId/connections/:name',
    summary: 'Take from there no more. What was taken stays.',
    access: 'data:import',
    params: byName,
    response: z.null(),
  }),
  look: route({
    method: 'post',
    path: '/api/projects/:projectId/connections/:name/look',
    summary: 'What lies there now; nothing is taken.',
    access: 'data:import',
    params: byName,
    response: z.object({
      files: z.number().int(),
      images: z.number().int(),
      changed: z.boolean(),
      examples: z.array(z.string()),
    }),
  }),
  take: route({
    method: 'post',
    path: '/api/projects/:projectId/connections/:name/take',
    summary: 'Take what is new there. The job result is an ImportReport; skipped where nothing has changed.',
    access: 'data:import',
    params: byName,
    body: z.object({ dryRun: z.boolean().default(false) }).prefault({}),
    response: z.object({ jobId: JobId }),
  }),
} as const
