import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { ApiError } from '../api-error.ts'
import { useProjectLive } from '../live.ts'
import { queries } from '../queries.ts'
import { NotFoundPage } from './not-found-page.tsx'
import { PageError } from './page-error.tsx'
import { useProjectId } from './use-project-id.ts'

/** What every page of a project stands in: the project is watched as long as one of them is open. */
export function ProjectFrame() {
  const projectId = useProjectId()
  const { data, error, refetch } = useQuery(queries.project(projectId))
  useProjectLive(projectId)
  if (error instanceof ApiError && error.code === 'not_found') return <NotFoundPage />
  if (error && !data) return <PageError error={error} reset={() => void refetch()} />
  return <Outlet key={projectId} />
}
