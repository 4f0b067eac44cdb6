import { createStore } from 'zustand/vanilla'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { TriageFilter } from './triage-queries.ts'

/** The filter of this tab's last triage, for who comes back from fixing one crop. */
const lastFilter = createStore<{ readonly projectId: ProjectId | null; readonly filter: TriageFilter }>(() => ({
  projectId: null,
  filter: {},
}))

export const rememberFilter = (projectId: ProjectId, filter: TriageFilter) => lastFilter.setState({ projectId, filter })

/** The filter to go back to in a project; everything where there is none. */
export function filterToReturnTo(projectId: ProjectId): TriageFilter {
  const last = lastFilter.getState()
  return last.projectId === projectId ? last.filter : {}
}
