import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Ontology } from '#shared/ontology.ts'
import type { AssetState } from '#shared/operations.ts'
import type { Decidedness, Drawable } from '../canvas/drawable.ts'
import { scoreOf } from './suggestions.ts'

/** A label that the ontology does not have (any more). */
const UNKNOWN_COLOR = '#9a9a9a'

export interface SceneOptions {
  readonly contested: ReadonlySet<AnnotationId>
  /** Suggestions below this score are faint; null while the slider is not in use. */
  readonly threshold: number | null
  /** Left out. */
  readonly hidden: ReadonlySet<AnnotationId>
}

/** Turns annotations into what the canvas draws. What did not change since the last call is reused: ten thousand take a millisecond. */
export function createSceneBuilder(ontology: Ontology) {
  const colors = new Map(ontology.labels.map(({ name, color }) => [name, color]))
  const known = new WeakMap<Annotation, Drawable>()

  function drawableOf(annotation: Annotation): Drawable {
    const cached = known.get(annotation)
    if (cached) return cached
    const drawable: Drawable = {
      id: annotation.id,
      shape: annotation.shape,
      color: colors.get(annotation.label) ?? UNKNOWN_COLOR,
      tag: tagOf(annotation),
      look: LOOKS[annotation.status] ?? 'draft',
      isContested: false,
      isFaint: false,
    }
    known.set(annotation, drawable)
    return drawable
  }

  return (state: AssetState, { contested, threshold, hidden }: SceneOptions): Drawable[] => {
    const drawables: Drawable[] = []
    for (const annotation of state.annotations.values()) {
      if (!isVisible(annotation) || hidden.has(annotation.id)) continue
      const isContested = contested.has(annotation.id)
      const isFaint = threshold !== null && annotation.status === 'suggested' && (scoreOf(annotation) ?? 0) < threshold
      const drawable = drawableOf(annotation)
      drawables.push(isContested || isFaint ? { ...drawable, isContested, isFaint } : drawable)
    }
    return drawables
  }
}

const LOOKS: Partial<Record<Annotation['status'], Decidedness>> = { suggested: 'suggested', draft: 'draft', approved: 'approved' }

/** "RBC .93" for a suggestion, "RBC ✓" once approved. */
function tagOf(annotation: Annotation): string {
  const { label, status } = annotation
  const score = scoreOf(annotation)
  if (status === 'suggested' && score !== null) return `${label} ${scoreText(score)}`
  return status === 'approved' ? `${label} ✓` : label
}

/** .93, as it stands beside every suggestion. */
export const scoreText = (score: number): string => (score >= 0.995 ? '1.0' : score.toFixed(2).replace(/^0/, ''))
