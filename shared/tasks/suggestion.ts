import type { Annotation, Origin } from '../domain/annotation.ts'
import { bounds } from '../shapes/index.ts'
import { overlap } from '../shapes/overlap.ts'
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

/** Shapes of one label that share this much mean the same object. */
const SAME_OBJECT_IOU = 0.5

/** Whether two say the same of an image: one label of the whole of it, or of the same object. */
export function saysTheSame(one: Pick<Annotation, 'label' | 'shape'>, other: Pick<Annotation, 'label' | 'shape'>): boolean {
  if (one.label !== other.label) return false
  if (bounds(one.shape) === null || bounds(other.shape) === null) return bounds(one.shape) === bounds(other.shape)
  return overlap(one.shape, other.shape) >= SAME_OBJECT_IOU
}
