import { z } from 'zod'
import { route } from '../contract.ts'
import { ProjectId } from '../domain/ids.ts'
import { StartingPoint } from '../domain/starting-point.ts'

const path = '/api/projects/:projectId/starting-points'

/** What a person says of a network beside its files. */
export const StartingPointUpload = StartingPoint.pick({ name: true, licence: true, pixels: true })
export type StartingPointUpload = z.infer<typeof StartingPointUpload>

/** Networks to start from that people brought. One goes in by a POST of a zip at `startingPointPath`: its model.json and the weights beside it. */
export const startingPoints = {
  list: route({
    method: 'get',
    path,
    summary: 'Networks to start from that people brought, by name.',
    access: 'project:view',
    params: z.object({ projectId: ProjectId }),
    response: z.array(StartingPoint),
  }),
  remove: route({
    method: 'delete',
    path: `${path}/:name`,
    summary: 'Take a network to start from away; models that were trained from it stay as they are.',
    access: 'loop:train',
    params: z.object({ projectId: ProjectId, name: z.string() }),
    response: z.null(),
  }),
} as const

/** Where the zip of a network is sent. */
export const startingPointPath = (projectId: string, upload: StartingPointUpload | null = null): string =>
  `/api/projects/${projectId}/starting-points${upload ? `?${new URLSearchParams(upload)}` : ''}`
