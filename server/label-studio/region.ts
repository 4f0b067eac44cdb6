import { z } from 'zod'

const labels = z.array(z.string()).exactOptional()

/** A region of Label Studio's results, as far as images have them; what else it says is passed over. */
export const Region = z.object({
  id: z.string().exactOptional(),
  type: z.string(),
  from_name: z.string(),
  to_name: z.string(),
  original_width: z.number().exactOptional(),
  original_height: z.number().exactOptional(),
  image_rotation: z.number().exactOptional(),
  /** Absent where the whole prediction has one. */
  score: z.number().nullish(),
  value: z.looseObject({
    x: z.number().exactOptional(),
    y: z.number().exactOptional(),
    width: z.number().exactOptional(),
    height: z.number().exactOptional(),
    rotation: z.number().exactOptional(),
    points: z.array(z.tuple([z.number(), z.number()])).exactOptional(),
    format: z.string().exactOptional(),
    rle: z.array(z.number()).exactOptional(),
    rectanglelabels: labels,
    polygonlabels: labels,
    brushlabels: labels,
    keypointlabels: labels,
    choices: labels,
  }),
})
export type Region = z.infer<typeof Region>

/** What a backend says of one task. */
export const TaskPrediction = z.object({
  result: z.array(z.unknown()).default([]),
  score: z.number().nullish(),
  model_version: z.string().nullish(),
})
export type TaskPrediction = z.infer<typeof TaskPrediction>
