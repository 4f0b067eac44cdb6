import type { ReadAnnotation } from './format.ts'

/** What a file says to be found by a model: how sure it was, taken as no less than 0 and no more than 1. */
export const suggestedBy = (by: string, score: number): Required<Pick<ReadAnnotation, 'suggested'>> => ({
  suggested: { score: Math.min(Math.max(score, 0), 1), by },
})

/** Whether annotations say that somebody labelled their image: it may hold nothing, but not suggestions alone. */
export const areLabels = (annotations: readonly ReadAnnotation[]): boolean =>
  annotations.length === 0 || annotations.some(({ suggested }) => !suggested)
