import type { Lose } from './shapes-as.ts'
import type { Entry } from './written-entries.ts'

type Annotation = Entry['annotations'][number]

/** An annotation with the id that it goes out under. */
export type CalledAnnotation = Omit<Annotation, 'id'> & { readonly id: string }

/**
 * The annotations of an image for a format whose ids are texts: under those that they came with, so that their source knows them again, else under their
 * own. Where two came with the same, the second has its own, which is told.
 */
export function calledAsBefore(annotations: readonly Annotation[], lose: Lose): CalledAnnotation[] {
  const taken = new Set<string>()
  return annotations.map((annotation) => {
    const { originId = annotation.id } = annotation
    const id = taken.has(originId) ? annotation.id : originId
    if (id !== originId)
      lose('ids from other programs that two annotations of an image have: one of them gets another', 'renamed')
    taken.add(id)
    return { ...annotation, id }
  })
}
