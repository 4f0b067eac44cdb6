import { z } from 'zod'
import { route } from '../contract.ts'
import { ProjectId } from '../domain/ids.ts'

const MOST_PREVIEWS = 24

/** An object as it lies on a varied image, in fractions of it: the outlines that a model learns from, or the points of a skeleton. */
const PreviewObject = z.object({
  label: z.string(),
  /** Flat rings x, y, x, y …; empty for a label of the whole image. */
  rings: z.array(z.array(z.number())),
  points: z.array(z.tuple([z.number(), z.number()])),
  /** How much it counts while learning. */
  weight: z.number(),
})
export type PreviewObject = z.infer<typeof PreviewObject>

/** Approved images as a training would vary them. */
export const augmentation = {
  preview: route({
    method: 'post',
    path: '/api/projects/:projectId/augmentation-preview',
    summary: 'Approved images as a training with these parameters would see them; the same seed gives the same pictures.',
    access: 'project:view',
    params: z.object({ projectId: ProjectId }),
    body: z.object({
      parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
      seed: z.number().int().default(0),
      count: z.number().int().min(1).max(MOST_PREVIEWS).default(6),
    }),
    response: z.object({
      /** Every part of augmentation as decided. */
      augmentation: z.record(z.string(), z.union([z.number(), z.boolean()])),
      images: z.array(
        z.object({
          width: z.number().int(),
          height: z.number().int(),
          /** A JPEG as a data URL. */
          picture: z.string(),
          objects: z.array(PreviewObject),
        }),
      ),
    }),
  }),
} as const
