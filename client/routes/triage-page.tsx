import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { User } from '#shared/domain/people.ts'
import { may } from '#shared/policy.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { queries } from '../queries.ts'
import { useUser } from '../session.ts'
import styles from '../triage/triage.module.css'
import { Triage } from '../triage/triage.tsx'
import { useTriageWork } from '../triage/use-triage-work.ts'
import { useProjectId } from './use-project-id.ts'

/** Deciding on suggestions crop by crop. */
export function TriagePage() {
  const { data: project } = useQuery(queries.project(useProjectId()))
  const user = useUser()
  if (!project || !user) return <Waiting />
  return <Shown project={project} user={user} />
}

function Shown({ project, user }: { project: ProjectSummary; user: User }) {
  const filter = useSearch({ from: '/shell/projects/$projectId/triage' })
  const work = useTriageWork(user.id, project.id, may(user, 'asset:review', project.id))
  if (!work) return <Waiting />
  return <Triage key={`${filter.label} ${filter.order}`} project={project} user={user} work={work} filter={filter} />
}

function Waiting() {
  return (
    <div className={styles.page}>
      <Skeleton width={198} height={420} radius={8} me={18} />
      <Skeleton height="80vh" radius={8} me={20} />
    </div>
  )
}
