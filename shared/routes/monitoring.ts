import { z } from 'zod'
import { route } from '../contract.ts'
import { AssetId, JobId, ProjectId } from '../domain/ids.ts'
import { MonitoringReport } from '../domain/monitoring.ts'

const byProject = z.object({ projectId: ProjectId })
/** So many images are put first at once. */
const MOST_FIRST = 500

/** An image that was put first, and its place before: null where it had none. */
export const PutFirst = z.object({ assetId: AssetId, rank: z.number().int().nonnegative().nullable() })
export type PutFirst = z.infer<typeof PutFirst>

/** Whether the world is still as the champion learned it, and whether people still agree with it. */
export const monitoring = {
  show: route({
    method: 'get',
    path: '/api/projects/:projectId/monitoring',
    summary: 'What drifted, what people correct, and the alerts about it, as of the last look.',
    access: 'project:view',
    params: byProject,
    response: MonitoringReport,
  }),
  look: route({
    method: 'post',
    path: '/api/projects/:projectId/monitoring',
    summary: 'Look now. Alarms are raised by whole windows of new images all the same, however often one looks.',
    access: 'loop:train',
    params: byProject,
    response: z.object({ jobId: JobId }),
  }),
  labelNext: route({
    method: 'post',
    path: '/api/projects/:projectId/queue/first',
    summary: 'Put images at the front of the queue, whatever its order is. Those that are decided already stay as they are.',
    access: 'asset:review',
    params: byProject,
    body: z.object({ assetIds: z.array(AssetId).min(1).max(MOST_FIRST) }),
    response: z.object({ moved: z.array(PutFirst) }),
  }),
  labelLater: route({
    method: 'post',
    path: '/api/projects/:projectId/queue/back',
    summary: 'Give images that were put first, and wait still, their places back.',
    access: 'asset:review',
    params: byProject,
    body: z.object({ moved: z.array(PutFirst).min(1).max(MOST_FIRST) }),
    response: z.object({ back: z.number().int() }),
  }),
} as const
