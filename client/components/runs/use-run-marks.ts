import { useQueryClient } from '@tanstack/react-query'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { ExperimentId } from '#shared/domain/tracking.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { projectKey } from '../../queries.ts'
import { useAct } from '../use-act.ts'

/** What a person may say of a run. */
interface Marks {
  readonly note?: string
  readonly tags?: Record<string, string | null>
  readonly archived?: boolean
}

/** Acts on what people say of runs: star, note, tags, archive. */
export function useRunMarks(projectId: ProjectId) {
  const cache = useQueryClient()
  const experimentId = projectId as string as ExperimentId
  const refresh = () => cache.invalidateQueries({ queryKey: projectKey(projectId) })
  const star = useAct(async ({ runId, favourite }: { runId: RunId; favourite: boolean }) => {
    await call(routes.tracking.favourite, { params: { experimentId, runId }, body: { favourite } })
    await refresh()
  })
  const change = useAct(async ({ runId, marks }: { runId: RunId; marks: Marks }) => {
    await call(routes.tracking.change, { params: { experimentId, runId }, body: marks })
    await refresh()
  })
  return { star, change }
}
