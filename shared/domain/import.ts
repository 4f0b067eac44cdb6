import { z } from 'zod'
import { ImportId, JobId, ProjectId, UserId } from './ids.ts'

/**
 * running: under way, or waiting to go on after a crash. done: all of it is here. stopped: somebody stopped it, and what it had brought by then
 * stays. failed: it could not go on, and what it had brought by then stays. undone: what it brought is taken away again, but for what people have
 * touched.
 */
export const ImportState = z.enum(['running', 'done', 'stopped', 'failed', 'undone'])
export type ImportState = z.infer<typeof ImportState>

/** One import as the project remembers it. */
export const ImportRecord = z.object({
  id: ImportId,
  projectId: ProjectId,
  /** The job that does it, or did. */
  jobId: JobId,
  /** Null where nobody asked for it, such as the sample's. */
  by: UserId.nullable(),
  /** Milliseconds since 1970. */
  at: z.number(),
  state: ImportState,
  /** Null until it is done. */
  format: z.string().nullable(),
  assets: z.number().int(),
  annotations: z.number().int(),
  /** Labels of images that were here before, added or replaced. */
  changed: z.number().int(),
})
export type ImportRecord = z.infer<typeof ImportRecord>

/** What was taken away, and what stays because somebody has worked on it. */
export const UndoReport = z.object({
  assets: z.number().int(),
  annotations: z.number().int(),
  keptAssets: z.number().int(),
  keptAnnotations: z.number().int(),
})
export type UndoReport = z.infer<typeof UndoReport>
