import { z } from 'zod'

/** A program that answers Label Studio's ML-backend protocol, and the version of its model that it named when it was asked. */
export const MlBackend = z.object({
  /** Without a slash at its end. */
  url: z.string(),
  /** As the backend calls it; a new one becomes a new version here. */
  modelVersion: z.string(),
  modelClass: z.string().nullable(),
})
export type MlBackend = z.infer<typeof MlBackend>
