import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { queries } from '../queries.ts'
import { PageError } from '../routes/page-error.tsx'
import { useUser } from '../session.ts'
import { Workbench } from './workbench.tsx'
import { WorkbenchFrame } from './workbench-frame.tsx'

const HERE = '/projects/$projectId/assets/$assetId'

/** Annotating and reviewing: one screen. */
export function WorkbenchPage() {
  const { projectId, assetId } = useParams({ from: HERE })
  const { role } = useSearch({ from: HERE })
  const user = useUser()
  const { data: project, error, refetch } = useQuery(queries.project(projectId))
  if (error && !project) return <PageError error={error} reset={() => void refetch()} />
  if (!project || !user) return <WorkbenchFrame />
  return <Workbench project={project} assetId={assetId} user={user} wantedRole={role} />
}
