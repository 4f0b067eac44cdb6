import { z } from 'zod'
import { LearnedLabel } from '../decoding/learned-label.ts'
import { TaskId } from '../tasks/index.ts'
import { LabelThreshold } from './evaluation.ts'

/** What a browser has to know of a model to suggest by its network. */
export const BrowserModel = z.object({
  version: z.number().int().positive(),
  task: TaskId,
  /** In the order of the output's channels, as the network knows them. */
  labels: z.array(LearnedLabel),
  /** The same as they are called in the project now; an empty one stands for nothing there. */
  labelNames: z.array(z.string()),
  thresholds: z.array(LabelThreshold),
  /** Pixels of the network's input. */
  input: z.object({ width: z.number().int().positive(), height: z.number().int().positive() }),
})
export type BrowserModel = z.infer<typeof BrowserModel>
