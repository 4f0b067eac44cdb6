import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { labelNamed, type Ontology } from '#shared/ontology.ts'
import type { AssetState } from '#shared/operations.ts'
import type { Decidedness, Drawable } from '../canvas/drawable.ts'
import { DEFAULT_VIEW_OPTIONS, type ViewOptions } from '../canvas/view-aids/view-options.ts'
import { DECIMAL_POINT, decimal } from '../figures.ts'
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

/** How a person likes shapes to look. */
type SceneLook = Pick<ViewOptions, 'scores' | 'tint'>
const USUAL_LOOK: SceneLook = DEFAULT_VIEW_OPTIONS

/** Turns annotations into what the canvas draws. What did not change since the last call is reused: ten thousand take a millisecond. */
export function createSceneBuilder(ontology: Ontology, { scores, tint }: SceneLook = USUAL_LOOK) {
  const known = new WeakMap<Annotation, Drawable>()

  function drawableOf(annotation: Annotation): Drawable {
    const cached = known.get(annotation)
    if (cached) return cached
    const label = labelNamed(ontology, annotation.label)
    const drawable: Drawable = {
      id: annotation.id,
      shape: annotation.shape,
      color: label?.color ?? UNKNOWN_COLOR,
      template: label?.skeleton ?? null,
      tag: tagOf(annotation, scores),
      tint,
      look: LOOKS[annotation.status] ?? 'draft',
      isContested: false,
      isFaint: false,
    }
    known.set(annotation, drawable)
    return drawable
  }

  return (state: AssetState, { contested, threshold, hidden }: SceneOptions): Drawable[] => {
    const drawables: Drawable[] = []
    for (const annotation of inOrder(state)) {
      if (!isVisible(annotation) || hidden.has(annotation.id)) continue
      const isContested = contested.has(annotation.id)
      const isFaint = threshold !== null && annotation.status === 'suggested' && (scoreOf(annotation) ?? 0) < threshold
      const drawable = drawableOf(annotation)
      drawables.push(isContested || isFaint ? { ...drawable, isContested, isFaint } : drawable)
    }
    return drawables
  }
}

// From below to above: by their order, then as they were made. Most images have one order for all, and need no sorting.
function inOrder({ annotations }: AssetState): Iterable<Annotation> {
  for (const { order } of annotations.values())
    if (order !== 0) return [...annotations.values()].sort((a, b) => a.order - b.order)
  return annotations.values()
}

const LOOKS: Partial<Record<Annotation['status'], Decidedness>> = { suggested: 'suggested', draft: 'draft', approved: 'approved' }

/** "RBC .93" for a suggestion, "RBC ✓" once approved, "RBC 4" for track 4 of a video. */
function tagOf(annotation: Annotation, withScore: boolean): string {
  const { status, track } = annotation
  const label = track === null ? annotation.label : `${annotation.label} ${track.number}`
  const score = withScore ? scoreOf(annotation) : null
  if (status === 'suggested' && score !== null) return `${label} ${scoreText(score)}`
  return status === 'approved' ? `${label} ✓` : label
}

/** .93, as it stands beside every suggestion. */
export const scoreText = (score: number): string =>
  score >= 0.995 ? decimal(1, 1) : score.toFixed(2).replace(/^0\./, DECIMAL_POINT)
