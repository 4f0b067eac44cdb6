import type { Assignment } from '#shared/domain/study.ts'
import type { TaskId } from '#shared/tasks/index.ts'

/** What a data set is like, as far as parameters may depend on it. */
export interface DataFeatures {
  readonly task: TaskId
  /** Images to learn from. */
  readonly images: number
  readonly objectsPerImage: number
  /** Labels that occur. */
  readonly labels: number
  /** Side of the median object as a share of the image's side; null where objects are whole images, or it was never measured. */
  readonly relativeSize: number | null
}

/** A run that came to its end: on what, with what, and how near it came to the best of its project. */
export interface PastRun {
  /** Runs of one project compare. */
  readonly project: string
  readonly data: DataFeatures
  readonly assignment: Assignment
  /** Its figure as a share of the best one of its project. */
  readonly relative: number
}

/** Runs with their figures, as shares of the best figure of the same project. */
export function relativeRuns(runs: readonly (Omit<PastRun, 'relative'> & { value: number })[]): PastRun[] {
  const best = new Map<string, number>()
  for (const { project, value } of runs) best.set(project, Math.max(best.get(project) ?? 0, value))
  return runs.flatMap(({ value, ...run }) => {
    const most = best.get(run.project) ?? 0
    return most > 0 ? [{ ...run, relative: Math.max(0, value / most) }] : []
  })
}
