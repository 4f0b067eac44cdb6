import { z } from 'zod'
import { route } from '../contract.ts'
import { EmbeddingState, MapAnswer, SimilarAsset } from '../domain/embedding.ts'
import { AssetId, JobId, ProjectId } from '../domain/ids.ts'

/** So many alike images are named at most. */
export const MOST_SIMILAR = 500
const USUAL_SIMILAR = 100

const byProject = z.object({ projectId: ProjectId })
const BOX_NUMBERS = 4
// "120,40,64,64" in the address: x, y, width and height in pixels of the upright image.
const boxInAddress = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(z.number().nonnegative()).length(BOX_NUMBERS))

/** A feature of an image, by what it was made and when; null where it was not made, or could not be. */
const Feature = <S extends z.ZodType>(value: S) =>
  z.object({ value: value.nullable(), madeBy: z.string(), madeAt: z.number().nullable() })

/** What images look like: vectors, what resembles what, and a map of all. */
export const embeddings = {
  state: route({
    method: 'get',
    path: '/api/projects/:projectId/embeddings',
    summary: 'How far the images of a project have their vectors.',
    access: 'project:view',
    params: byProject,
    response: EmbeddingState,
  }),
  similar: route({
    method: 'get',
    path: '/api/projects/:projectId/assets/:assetId/similar',
    summary: 'The images most like this one, or like a part of it (`box` as x,y,width,height in pixels), best first.',
    access: 'project:view',
    params: z.object({ projectId: ProjectId, assetId: AssetId }),
    query: z.object({
      limit: z.coerce.number().int().min(1).max(MOST_SIMILAR).default(USUAL_SIMILAR),
      box: boxInAddress.optional(),
    }),
    response: z.object({ items: z.array(SimilarAsset) }),
  }),
  features: route({
    method: 'get',
    path: '/api/projects/:projectId/assets/:assetId/features',
    summary:
      'What is kept of an image as numbers: what was measured of its pixels, and its vector, with what made them and when.',
    access: 'project:view',
    params: z.object({ projectId: ProjectId, assetId: AssetId }),
    response: z.object({ statistics: Feature(z.record(z.string(), z.number())), vector: Feature(z.array(z.number())) }),
  }),
  map: route({
    method: 'get',
    path: '/api/projects/:projectId/map',
    summary: 'Every image as a point, alike images near each other; null until one was drawn.',
    access: 'project:view',
    params: byProject,
    response: MapAnswer,
  }),
  drawMap: route({
    method: 'post',
    path: '/api/projects/:projectId/map',
    summary: 'Draw the map anew from the images as they are now.',
    access: 'project:change',
    params: byProject,
    response: z.object({ jobId: JobId }),
  }),
} as const
