import type { Origin } from '../domain/annotation.ts'
import { VALUE_ATTRIBUTE } from './index.ts'
import type { LabelledPrediction } from './shown.ts'

/** Which model made a suggestion, and the versions of others that had a say in it. */
export interface MadeBy {
  readonly version: number
  readonly together: readonly number[]
}

/** What is created for a prediction, whoever sends it: undecided, and with what the model proposed as its origin. */
export function suggestionOf({ label, score, shape, value }: LabelledPrediction, { version, together }: MadeBy) {
  const others = together.length > 0 ? { together: [...together] } : {}
  const origin: Origin = { type: 'model', version, ...others, score, label, shape }
  const attributes = value === null ? {} : { [VALUE_ATTRIBUTE]: value }
  return { type: 'create', label, shape, attributes, status: 'suggested', origin } as const
}
