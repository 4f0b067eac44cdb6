import type { TriggerView } from './trigger.ts'

/** Why nothing can be trained yet, or null. A model that nothing can be held against would be promoted blindly. */
export function untrainable({ approved }: Pick<TriggerView, 'approved'>): string | null {
  if (approved.assets.train === 0) return 'approve an image of the train split first'
  if (approved.assets.test === 0) return 'approve an image of the test split first'
  return null
}
