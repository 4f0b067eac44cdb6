import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { Assignment } from '#shared/domain/study.ts'
import { TaskId } from '#shared/tasks/index.ts'

/** A run of the recording: on which data set, with what, and the figure of its model on the validation images. */
const RecordedRun = z.object({
  project: z.string(),
  data: z.object({
    task: TaskId,
    images: z.number(),
    objectsPerImage: z.number(),
    labels: z.number(),
    relativeSize: z.number().nullable(),
  }),
  /** Which point of the search: the same one for all data sets. */
  point: z.int(),
  assignment: Assignment,
  value: z.number(),
})
export type RecordedRun = z.infer<typeof RecordedRun>

/** The runs in a file; none where there is no file yet. */
export async function readRecorded(path: string): Promise<RecordedRun[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  return z.array(RecordedRun).parse(JSON.parse(text))
}

export async function writeRecorded(path: string, runs: readonly RecordedRun[]): Promise<void> {
  await writeFile(path, `[\n${runs.map((run) => JSON.stringify(run)).join(',\n')}\n]\n`)
}
