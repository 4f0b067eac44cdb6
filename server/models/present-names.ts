import type { LabelThreshold } from '#shared/domain/evaluation.ts'
import type { Model } from '#shared/domain/training.ts'
import { type Ontology, presentName } from '#shared/ontology.ts'

/**
 * A model with its labels as they are called now: a prediction names a label by its place, so that a model outlives every rename.
 * Labels that were merged since are one, shown above the higher of their scores.
 */
export function inPresentNames(ontology: Ontology, model: Model): Model {
  const labelNames = model.labelNames.map((name) => presentName(ontology, name))
  return { ...model, labelNames, thresholds: thresholdsInPresentNames(ontology, model.thresholds) }
}

/** Thresholds under the names that labels have now; of labels that were merged since the higher score counts. */
export function thresholdsInPresentNames(ontology: Ontology, thresholds: readonly LabelThreshold[]): LabelThreshold[] {
  const named = new Map<string, LabelThreshold>()
  for (const threshold of thresholds) {
    const label = presentName(ontology, threshold.label)
    named.set(label, stricter(named.get(label), { ...threshold, label }))
  }
  return [...named.values()]
}

/** The labels a model can predict, each once; what has no name is not suggested (see `starter-job.ts`). */
export const labelsOf = ({ labelNames }: Pick<Model, 'labelNames'>): string[] => [...new Set(labelNames)].filter(Boolean)

// One that is never shown says nothing about the other.
function stricter(known: LabelThreshold | undefined, other: LabelThreshold): LabelThreshold {
  if (!known || known.threshold === null) return other
  return other.threshold !== null && other.threshold > known.threshold ? other : known
}
