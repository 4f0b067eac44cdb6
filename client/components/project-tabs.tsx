import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconLayoutGrid } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { ProjectId } from '#shared/domain/ids.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import styles from './project-tabs.module.css'
import { usePageKeys } from './use-page-keys.ts'

const TABS = [
  { to: '/projects/$projectId', title: t('Overview'), page: 'overview', key: 'o' },
  { to: '/projects/$projectId/assets', title: t('Assets'), page: 'assets', key: 'a' },
  { to: '/projects/$projectId/triage', title: t('Triage'), page: 'triage', key: 't' },
  { to: '/projects/$projectId/runs', title: t('Runs'), page: 'runs', key: 'r' },
  { to: '/projects/$projectId/models', title: t('Models'), page: 'models', key: 'm' },
  { to: '/projects/$projectId/monitoring', title: t('Monitoring'), page: 'monitoring', key: 'w' },
  { to: '/projects/$projectId/data', title: t('Data'), page: 'data', key: 'd' },
  { to: '/projects/$projectId/settings', title: t('Settings'), page: 'settings', key: 's' },
] as const

/** The project that is open, a way to the others, and its pages. */
export function ProjectTabs() {
  const { projectId } = useParams({ strict: false })
  if (!projectId) return <span className={styles.product}>Labelloop</span>
  return <Tabs projectId={projectId} />
}

function Tabs({ projectId }: { projectId: ProjectId }) {
  const navigate = useNavigate()
  usePageKeys(
    TABS.map(({ to, title, key }) => ({
      keys: `g ${key}`,
      what: t('Go to {{title}}', { title }),
      run: () => void navigate({ to, params: { projectId } }),
    })),
  )
  return (
    <>
      <ProjectSwitch projectId={projectId} />
      <nav className={styles.tabs} aria-label={t('Pages of the project')}>
        {TABS.map(({ to, title, page }) => (
          <Link
            key={to}
            to={to}
            params={{ projectId }}
            activeOptions={{ exact: page === 'overview', includeSearch: false }}
            className={styles.tab}
            data-testid={`tab-${page}`}
          >
            {title}
          </Link>
        ))}
      </nav>
    </>
  )
}

function ProjectSwitch({ projectId }: { projectId: ProjectId }) {
  const { data: projects = [] } = useQuery(queries.projects())
  const { data: project } = useQuery(queries.project(projectId))
  const name = project?.name ?? projects.find(({ id }) => id === projectId)?.name ?? ' '
  const navigate = useNavigate()
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton className={styles.project} data-testid="project-switch">
          <span>{name}</span>
          <IconChevronDown size={14} stroke={1.8} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {projects.map(({ id, name: title }) => (
          <Menu.Item key={id} onClick={() => void navigate({ to: '/projects/$projectId', params: { projectId: id } })}>
            {title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLayoutGrid size={15} stroke={1.7} />} onClick={() => void navigate({ to: '/' })}>
          {t('All projects')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
