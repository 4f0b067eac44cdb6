import type { Annotation } from '#shared/domain/annotation.ts'
import type { ObjectFilter } from './workbench-state.ts'

interface Wanted {
  /** Part of the label, in any case. */
  readonly search: string
  readonly filter: ObjectFilter
}

/** The objects that the list shows, in the order they came. */
export function listedObjects(annotations: readonly Annotation[], { search, filter }: Wanted): readonly Annotation[] {
  const text = search.trim().toLowerCase()
  if (text === '' && filter === 'all') return annotations
  return annotations.filter((annotation) => passes[filter](annotation) && annotation.label.toLowerCase().includes(text))
}

const passes: Record<ObjectFilter, (annotation: Annotation) => boolean> = {
  all: () => true,
  suggested: ({ status }) => status === 'suggested',
  decided: ({ status }) => status !== 'suggested',
}
