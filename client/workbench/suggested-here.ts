import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { activeLabels } from '#shared/ontology.ts'
import type { AssetState } from '#shared/operations.ts'
import { tasks } from '#shared/tasks/index.ts'
import { shown } from '#shared/tasks/shown.ts'
import { saysTheSame, suggestionOf } from '#shared/tasks/suggestion.ts'
import type { Change } from '../annotations/change.ts'
import type { Sight } from '../champion/champion-line.ts'

/** What a model's look at an image changes: new suggestions, in the place of undecided ones of other models. */
export interface Suggested {
  readonly changes: readonly Change[]
  readonly fresh: number
}

/**
 * The good enough ones of what a model sees as suggestions, as the server would make them. What people have decided stands: what is there, or was
 * rejected, is not suggested again, and an image that has its one class gets no other.
 */
export function suggestedHere(
  { task, ontology }: Pick<Project, 'task' | 'ontology'>,
  state: AssetState,
  sight: Sight,
): Suggested {
  const { version, thresholds } = sight.model
  const active = new Set(activeLabels(ontology).map(({ name }) => name))
  const known = sight.predictions.filter(({ label }) => active.has(label))
  const all = [...state.annotations.values()]
  const outdated = all.filter((annotation) => isOfAnotherModel(annotation, version))
  const standing = all.filter((annotation) => annotation.status !== 'deleted' && !outdated.includes(annotation))
  const isDecided = tasks[task].exclusive && standing.some(isVisible)
  const good = isDecided ? [] : shown(task, known, thresholds).filter((one) => !standing.some((other) => saysTheSame(one, other)))
  const changes: Change[] = [
    ...outdated.map(({ id }) => ({ type: 'update', annotationId: id, patch: { status: 'deleted' } }) as const),
    ...good.map((one) => ({ ...suggestionOf(one, { version, together: [] }), annotationId: newId<AnnotationId>('an') })),
  ]
  return { changes, fresh: good.length }
}

const isOfAnotherModel = ({ status, origin }: Annotation, version: number): boolean =>
  status === 'suggested' && origin.type === 'model' && origin.version !== version
