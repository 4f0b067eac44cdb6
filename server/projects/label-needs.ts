import type { Project } from '#shared/domain/project.ts'
import type { LabelNeed } from '#shared/routes/projects.ts'
import type { Store } from '../store/store.ts'

/** What is known of the champion's labels on the frozen test split: likely label mistakes, its own mistakes, and which of those look like nothing that waits. */
export async function labelNeeds(
  store: Pick<Store, 'examinations' | 'monitorings'>,
  { id: projectId, champion: version }: Project,
): Promise<LabelNeed[]> {
  if (version === null) return []
  const [examination, watched] = await Promise.all([
    store.examinations.findOne({ projectId, version, split: 'test' }, { projection: { advice: 1 } }),
    store.monitorings.findOne({ _id: projectId, version }, { projection: { uncovered: 1 } }),
  ])
  const uncovered = new Map((watched?.uncovered ?? []).map((one) => [one.label, one]))
  return (examination?.advice ?? []).map(({ label, suspects, there, found }) => {
    const seen = uncovered.get(label)
    return { label, suspects, mistaken: seen?.mistaken ?? there - found, alone: seen?.alone ?? null }
  })
}
