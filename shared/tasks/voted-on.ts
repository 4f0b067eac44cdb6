import { type TaskId, tasks } from './index.ts'

/** images: one label each. tags: any number of them. shapes: what a model proposed is kept, relabelled or rejected. */
export type VotedOn = 'images' | 'tags' | 'shapes'

/** What labeling functions vote on in a task; null where its labels are numbers. */
export function votedOn(task: TaskId): VotedOn | null {
  const { exclusive, shape, asks } = tasks[task]
  if (shape !== 'whole') return 'shapes'
  if (exclusive) return 'images'
  return asks ? null : 'tags'
}
