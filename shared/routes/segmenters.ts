import { z } from 'zod'
import { route } from '../contract.ts'
import { ProjectId } from '../domain/ids.ts'
import { Segmenter } from '../domain/segmenter.ts'

const path = '/api/projects/:projectId/segmenter'
const params = z.object({ projectId: ProjectId })

/** What is said beside the two files: their names, and where the first one ends. */
export const SegmenterUpload = z.object({
  encoder: Segmenter.shape.encoder.shape.name,
  decoder: Segmenter.shape.decoder.shape.name,
  encoderBytes: z.coerce.number().int().positive(),
})
export type SegmenterUpload = z.infer<typeof SegmenterUpload>

/** A project's own segmenter. Its files go in by one PUT at `segmenterPaths.upload`: the encoder's bytes, then the decoder's. */
export const segmenters = {
  show: route({
    method: 'get',
    path,
    summary: "The project's own segmenter, or null.",
    access: 'project:view',
    params,
    response: Segmenter.nullable(),
  }),
  remove: route({
    method: 'delete',
    path,
    summary: "Take the project's own segmenter away, with everything it computed.",
    access: 'project:change',
    params,
    response: z.null(),
  }),
} as const

/** What is not JSON. The hashes make an address mean the same content for ever. */
export const segmenterPaths = {
  upload: (projectId: string, upload: SegmenterUpload | null = null) =>
    `/api/projects/${projectId}/segmenter${upload ? `?${new URLSearchParams(Object.entries(upload).map(([name, value]) => [name, String(value)]))}` : ''}`,
  decoder: (projectId: string, hash: string) => `/api/projects/${projectId}/segmenter/decoders/${hash}`,
  embedding: (projectId: string, assetId: string, encoder: string) =>
    `/api/projects/${projectId}/assets/${assetId}/embeddings/${encoder}`,
} as const
