import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../../api.ts'
import { mapKey, queries } from '../../../queries.ts'
import { useAct } from '../../use-act.ts'

/** How a map comes about. */
export interface Drawing {
  readonly start: () => void
  /** The job to show: one under way, or one that failed. */
  readonly job: Job | null
  readonly busy: boolean
}

/** The job that draws the map, whoever asked for it, and a way to start one; the map is read again when one ends. */
export function useDrawing(projectId: ProjectId): Drawing {
  const cache = useQueryClient()
  const { data: jobs } = useQuery(queries.jobs(projectId))
  const job = jobs?.find(({ name }) => name === 'map') ?? null
  const busy = job !== null && !isFinished(job)
  const ended = jobs && (job?.finishedAt ?? 0)
  const known = useRef(ended)
  useEffect(() => {
    if (known.current !== undefined && ended && ended !== known.current)
      void cache.invalidateQueries({ queryKey: mapKey(projectId) })
    known.current = ended
  }, [ended, cache, projectId])
  const start = useAct(() => call(routes.embeddings.drawMap, { params: { projectId } }))
  return { start: () => start.mutate(), job: job && (busy || job.state === 'failed') ? job : null, busy }
}
