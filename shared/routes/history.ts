import { z } from 'zod'
import { route } from '../contract.ts'
import { Annotation } from '../domain/annotation.ts'
import { AnnotationId, AssetId, OperationId, ProjectId, UserId } from '../domain/ids.ts'

/** What an annotation was at one time. */
export const AnnotationVersion = Annotation.pick({
  label: true,
  shape: true,
  attributes: true,
  status: true,
  occluded: true,
  order: true,
  group: true,
})
export type AnnotationVersion = z.infer<typeof AnnotationVersion>

/** One change of an annotation: who, when, before and after. */
export const HistoryEntry = z.object({
  operationId: OperationId,
  sequence: z.number().int(),
  at: z.number(),
  /** Null: the loop (a model's suggestions, an import). */
  userId: UserId.nullable(),
  revision: z.number().int(),
  /** Null where it was made. */
  before: AnnotationVersion.nullable(),
  after: AnnotationVersion,
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

/** How annotations came to be what they are, read from the log of operations. */
export const history = {
  annotation: route({
    method: 'get',
    path: '/api/projects/:projectId/assets/:assetId/annotations/:annotationId/history',
    summary: 'The changes of an annotation, newest first: who, when, before and after.',
    access: 'project:view',
    params: z.object({ projectId: ProjectId, assetId: AssetId, annotationId: AnnotationId }),
    response: z.array(HistoryEntry),
  }),
} as const
