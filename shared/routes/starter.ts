import { z } from 'zod'
import { route } from '../contract.ts'
import { JobId, ProjectId } from '../domain/ids.ts'
import { StarterMapping } from '../domain/starter.ts'

/** A ready detector of everyday things, for projects that have no model of their own yet. */
export const starter = {
  begin: route({
    method: 'post',
    path: '/api/projects/:projectId/starter',
    summary:
      'Make the ready detector of 80 everyday things the champion, under the labels its classes are mapped to. The job result is its version.',
    access: 'loop:promote',
    params: z.object({ projectId: ProjectId }),
    body: z.object({ mapping: StarterMapping }),
    response: z.object({ jobId: JobId }),
  }),
} as const
