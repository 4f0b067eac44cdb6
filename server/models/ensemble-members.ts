import type { Model } from '#shared/domain/training.ts'
import { type Ontology, presentName } from '#shared/ontology.ts'
import { mainMetric } from '#shared/tasks/index.ts'
import { labelsOf } from './present-names.ts'

/** Each more takes as long again for every image, and adds less than the one before. */
const MOST_OTHERS = 2

/** What is asked of a model before it is chosen. */
export type Candidate = Pick<Model, 'version' | 'task' | 'labelNames' | 'validation'>

/**
 * The versions to ask together: the champion and the best others by their figures on validation, of the same task and the same labels as they
 * are called now. Empty where the champion was not measured there, or nobody is left beside it.
 */
export function ensembleMembers(ontology: Ontology, models: readonly Candidate[], version: number): number[] {
  const words = ({ labelNames }: Candidate) =>
    labelsOf({ labelNames: labelNames.map((name) => presentName(ontology, name)) })
      .sort()
      .join('\n')
  const champion = models.find((model) => model.version === version)
  if (!champion || figureOf(champion) === null) return []
  const speaksLike = (model: Candidate) => model.task === champion.task && words(model) === words(champion)
  const others = models
    .filter((model) => model !== champion && figureOf(model) !== null && speaksLike(model))
    .sort((a, b) => (figureOf(b) ?? 0) - (figureOf(a) ?? 0) || b.version - a.version)
    .slice(0, MOST_OTHERS)
  return others.length > 0 ? [version, ...others.map((model) => model.version)] : []
}

const figureOf = ({ validation }: Candidate): number | null => validation && mainMetric(validation)
