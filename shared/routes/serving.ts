import { z } from 'zod'
import { route } from '../contract.ts'
import { BrowserModel } from '../domain/browser-model.ts'
import { ProjectId } from '../domain/ids.ts'
import { Shape } from '../shapes/index.ts'
import { TaskId } from '../tasks/index.ts'

/** What a model can be written down as. */
export const ModelFormat = z.enum(['onnx', 'tfjs'])
export type ModelFormat = z.infer<typeof ModelFormat>

/** How much one request for predictions may bring. */
export const PREDICT_LIMITS = { images: 64, bytes: 100e6 } as const

/** What a model says of one place of an image, in pixels of the upright image. */
export const PredictedAnnotation = z.object({
  label: z.string(),
  /** 0 to 1. */
  score: z.number(),
  shape: Shape,
  /** Where the task is about a number. */
  value: z.number().nullable(),
})
export type PredictedAnnotation = z.infer<typeof PredictedAnnotation>

/** One image of a request, by the name it came with; annotations are best first. */
export const PredictedFile = z.object({
  name: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  annotations: z.array(PredictedAnnotation),
})

/** What a server answers on images, the big one and the one that serves a single model alike. */
export const PredictAnswer = z.object({
  /** Its version in the project; null where the served files do not say. */
  model: z.number().int().nullable(),
  task: TaskId,
  /** In the order in which they came. */
  images: z.array(PredictedFile),
})
export type PredictAnswer = z.infer<typeof PredictAnswer>

/** Beside the images: which model, and whether its doubtful predictions are wanted too. */
export const PredictQuery = z.object({
  /** Version; by default the champion. */
  model: z.coerce.number().int().positive().optional(),
  /** `true`: all that it predicts, not only what is above each label's calibrated score. */
  all: z.enum(['true', 'false']).default('false'),
})

/** Models for the outside: predictions of images that need not be in the project. */
export const serving = {
  predict: route({
    method: 'post',
    path: '/api/projects/:projectId/predict',
    summary:
      'Images in, annotations out. One image as the body, or several as the files of multipart/form-data; JPEG, PNG, WebP, TIFF and what else the server can decode.',
    access: 'model:predict',
    params: z.object({ projectId: ProjectId }),
    query: PredictQuery,
    upload: ['image/*', 'multipart/form-data'],
    response: PredictAnswer,
  }),
  browserModel: route({
    method: 'get',
    path: '/api/projects/:projectId/models/:version/browser',
    summary: 'What a browser has to know of a model to suggest by its network, which is to be had beside it as ONNX.',
    access: 'model:predict',
    params: z.object({ projectId: ProjectId, version: z.coerce.number().int().positive() }),
    response: BrowserModel,
  }),
} as const

/** What is not JSON: a model to take away, as a zip; its network alone for the browsers of those who label. */
export const servingPaths = {
  exported: (projectId: string, version: number | string) => `/api/projects/${projectId}/models/${version}/export`,
  network: (projectId: string, version: number | string) => `/api/projects/${projectId}/models/${version}/network.onnx`,
} as const
