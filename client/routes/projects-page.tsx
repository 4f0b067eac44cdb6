import { Button, Skeleton } from '@mantine/core'
import { IconPlus, IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { routes } from '#shared/routes.ts'
import { call } from '../api.ts'
import { FirstStart } from '../components/first-start.tsx'
import { Page } from '../components/page.tsx'
import { ProjectCard } from '../components/project-card.tsx'
import { QueryError } from '../components/query-error.tsx'
import { useAct } from '../components/use-act.ts'
import { useMay } from '../components/use-may.ts'
import { usePageKeys } from '../components/use-page-keys.ts'
import { plural, t } from '../i18n.ts'
import { queries } from '../queries.ts'
import styles from './projects-page.module.css'

const REFRESH_EVERY_MS = 5_000
const SKELETONS = ['first', 'second', 'third'] as const

// Uploads and their drop zone come when somebody asks for them, not with the first paint.
const NewProject = lazy(async () => ({ default: (await import('../components/new-project.tsx')).NewProject }))

/** Every project as a card; on a first start, the two ways to begin. */
export function ProjectsPage() {
  const { data: projects, error, refetch } = useQuery({ ...queries.projects(), refetchInterval: REFRESH_EVERY_MS })
  const [creating, setCreating] = useState(false)
  const mayCreate = useMay('project:create', null)
  const sample = useCreateSample()
  const create = () => setCreating(true)
  usePageKeys(mayCreate ? [{ keys: 'n', what: t('New project'), run: create }] : [])

  if (error && !projects) return <QueryError what={t('The projects')} error={error} retry={() => void refetch()} />
  const dialog = creating && (
    <Suspense>
      <NewProject opened onClose={() => setCreating(false)} />
    </Suspense>
  )
  if (projects?.length === 0)
    return (
      <>
        <FirstStart onSample={() => sample.mutate()} startingSample={sample.isPending} onOwn={create} mayCreate={mayCreate} />
        {dialog}
      </>
    )
  return (
    <Page
      title={t('Projects')}
      actions={mayCreate && <Actions onSample={() => sample.mutate()} busy={sample.isPending} onNew={create} />}
    >
      <div className={styles.grid}>
        {projects
          ? projects.map((project) => <ProjectCard key={project.id} project={project} />)
          : SKELETONS.map((key) => <Skeleton key={key} className={styles.skeleton} radius={14} />)}
      </div>
      <OutsideRuns />
      {dialog}
    </Page>
  )
}

// Programs log into projects as a rule: what belongs to none is shown where there is some.
function OutsideRuns() {
  const { data: experiments } = useQuery(queries.experiments())
  const outside = experiments?.filter(({ projectId, createdAt, metrics }) => projectId === null && createdAt + metrics.length > 0)
  if (!outside || outside.length === 0) return null
  return (
    <Link to="/experiments">
      {plural(outside.length, '{{count}} experiment of other programs', '{{count}} experiments of other programs')}
    </Link>
  )
}

function Actions({ onSample, busy, onNew }: { onSample: () => void; busy: boolean; onNew: () => void }) {
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconSparkles size={15} />}
        onClick={onSample}
        loading={busy}
        data-testid="sample-project"
      >
        {t('Add the sample')}
      </Button>
      <Button leftSection={<IconPlus size={15} />} onClick={onNew} data-testid="new-project">
        {t('New project')}
      </Button>
    </>
  )
}

function useCreateSample() {
  const navigate = useNavigate()
  return useAct(async () => {
    const { project } = await call(routes.projects.createSample, {})
    await navigate({ to: '/projects/$projectId', params: { projectId: project.id } })
  })
}
