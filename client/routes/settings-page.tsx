import { Skeleton, Stack, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Page } from '../components/page.tsx'
import { KeySettings } from '../components/settings/key-settings.tsx'
import { LabelSettings } from '../components/settings/label-settings.tsx'
import { LoopForm } from '../components/settings/loop-form.tsx'
import { NotificationSettings } from '../components/settings/notification-settings.tsx'
import { PeopleSettings } from '../components/settings/people-settings.tsx'
import { ProjectSettings } from '../components/settings/project-settings.tsx'
import { StarterSettings } from '../components/settings/starter-settings.tsx'
import { StartingPointSettings } from '../components/settings/starting-point-settings.tsx'
import { TokenSettings } from '../components/settings/token-settings.tsx'
import { useMay } from '../components/use-may.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { SETTINGS_TABS, type SettingsTab } from './settings-tabs.ts'
import { useProjectId } from './use-project-id.ts'

const TITLES = {
  labels: t('Labels'),
  loop: t('The loop'),
  people: t('People'),
  keys: t('My keys'),
  tokens: t('API tokens'),
  notifications: t('Notifications'),
  project: t('This project'),
} as const satisfies Record<SettingsTab, string>

/** What the project is told: its labels, when and how the loop turns, who may do what. */
export function SettingsPage() {
  const projectId = useProjectId()
  const navigate = useNavigate()
  const { tab = 'labels' } = useSearch({ from: '/shell/projects/$projectId/settings' })
  const { data: project } = useQuery(queries.project(projectId))
  const mayPromote = useMay('loop:promote', projectId)
  const mayTrain = useMay('loop:train', projectId)
  const mayChange = useMay('project:change', projectId)
  const choose = (chosen: string | null) =>
    void navigate({
      to: '/projects/$projectId/settings',
      params: { projectId },
      search: { tab: SETTINGS_TABS.find((name) => name === chosen) },
      replace: true,
    })
  if (!project)
    return (
      <Page title={t('Settings')}>
        <Skeleton height={420} radius={12} />
      </Page>
    )
  return (
    <Page title={t('Settings')}>
      <Tabs value={tab} onChange={choose} keepMounted={false}>
        <Tabs.List mb="md">
          {SETTINGS_TABS.map((name) => (
            <Tabs.Tab key={name} value={name} data-testid={`settings-${name}`}>
              {TITLES[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="labels">
          <Stack gap="md">
            <LabelSettings project={project} />
            {project.task === 'detection' && mayPromote && <StarterSettings project={project} />}
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="loop">
          <Stack gap="md">
            <LoopForm project={project} />
            {project.task !== 'anomaly' && mayTrain && <StartingPointSettings projectId={project.id} />}
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="people">
          <PeopleSettings project={project} />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <KeySettings />
        </Tabs.Panel>
        <Tabs.Panel value="tokens">
          <TokenSettings />
        </Tabs.Panel>
        <Tabs.Panel value="notifications">
          {mayChange ? <NotificationSettings projectId={projectId} /> : <p>{t('Managers decide who is told what happens.')}</p>}
        </Tabs.Panel>
        <Tabs.Panel value="project">
          <ProjectSettings project={project} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
