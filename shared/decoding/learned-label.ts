import { z } from 'zod'

/** What a task has to know of a label: how many numbers it asks for, and how they are read. */
export const LearnedLabel = z.object({
  name: z.string(),
  /** Names of its skeleton's keypoints, in their order; empty where it has no skeleton. */
  keypoints: z.array(z.string()).default([]),
  /** Mean and standard deviation of its numbers in the training images; 0 and 1 where the task is not about numbers. */
  value: z
    .object({
      mean: z.number(),
      deviation: z.number().positive(),
      /** Whether they are all whole, as counts are: then what is said is whole too. */
      whole: z.boolean().default(false),
    })
    .default({ mean: 0, deviation: 1, whole: false }),
})
export type LearnedLabel = z.infer<typeof LearnedLabel>

/** A label of which nothing but its name matters. */
export const plainLabel = (name: string): LearnedLabel => LearnedLabel.parse({ name })
