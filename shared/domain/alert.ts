import { z } from 'zod'
import { ProjectId } from './ids.ts'

/** drift: the images or what is said about them changed. quality: people correct more. metric: a figure fell below its line. failure: something broke. */
export const AlertKind = z.enum(['drift', 'quality', 'metric', 'failure'])
export type AlertKind = z.infer<typeof AlertKind>

/** Something monitored crossed its line; settled once it stayed on the good side of a lower one for a while. */
export const Alert = z.object({
  id: z.string(),
  projectId: ProjectId,
  kind: AlertKind,
  /** 'brightness', 'acceptance' …: at most one raised alert per project, kind, signal and version. */
  signal: z.string(),
  /** The model version it is about; null where it is about no model. */
  version: z.number().int().positive().nullable(),
  state: z.enum(['raised', 'settled']),
  /** What was measured when it was raised, and the line that it crossed. */
  value: z.number(),
  line: z.number(),
  /** "Brightness of the newest 200 images is 21 % lower than in snapshot 3" */
  sentence: z.string(),
  /** Milliseconds since 1970. */
  raisedAt: z.number(),
  settledAt: z.number().nullable(),
})
export type Alert = z.infer<typeof Alert>
