import type { Case } from '#shared/domain/examination.ts'
import type { MeasuredPrediction, MeasuredTruth } from '../tasks/task-evaluation.ts'

/** A case before it is kept: on the image at this place of the split. */
export type CaseDraft = Omit<Case, 'id' | 'split' | 'assetId'> & { readonly image: number }

/** From which score on a label is shown; null where it never is. */
export type ShownFrom = (label: string) => number | null

/** A case of which only what it is about is known; the rest says nothing. */
export function aCase(known: Pick<CaseDraft, 'image' | 'kind' | 'worth'> & Partial<CaseDraft>): CaseDraft {
  return {
    annotationId: null,
    label: null,
    predicted: null,
    truth: null,
    found: null,
    score: null,
    overlap: null,
    error: null,
    suspicion: null,
    suspect: null,
    ...known,
  }
}

/** What a case says of the label it is about. */
export const ofTruth = ({ annotationId, label, shape }: MeasuredTruth) => ({ annotationId, label, truth: shape })
/** What a case says of the prediction it is about. */
export const ofPrediction = ({ label, score, shape }: MeasuredPrediction) => ({ predicted: label, score, found: shape })

/** Whether a prediction is sure enough to be shown. */
export const isShown = ({ label, score }: MeasuredPrediction, shownFrom: ShownFrom): boolean =>
  score >= (shownFrom(label) ?? Number.POSITIVE_INFINITY)
