import { Button, Group, PasswordInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MlBackendState } from '#shared/domain/ml-backend.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { projectKey, queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'

/** Where a backend listens that nobody told anything else. */
const USUAL_ADDRESS = 'http://127.0.0.1:9090'

/** Label Studio's ML-backend protocol, both sides: a backend that pre-labels here, and this project as a backend there. */
export function MlBackendSettings({ project }: { project: ProjectSummary }) {
  const { data: backend } = useQuery(queries.mlBackend(project.id))
  const here = `${location.origin}/api/projects/${project.id}/label-studio`
  return (
    <Panel title="Label Studio">
      <Text size="sm" c="dimmed" mb="sm">
        {t(
          'An ML backend written for Label Studio can pre-label here: it becomes a version of this project’s models, and the first model that is trained has to beat it.',
        )}
      </Text>
      <Stack gap="sm">
        {backend && <Present project={project} backend={backend} />}
        <Connect project={project} backend={backend ?? null} />
        <Text size="sm" c="dimmed">
          {t(
            'The other way round, Label Studio can ask this project’s champion: give it this address as an ML backend, with any user name and an API token as the password.',
          )}
        </Text>
        <TextInput
          readOnly
          maw={640}
          aria-label={t('Address for Label Studio')}
          value={here}
          data-testid="label-studio-address"
        />
      </Stack>
    </Panel>
  )
}

function Present({ project, backend }: { project: ProjectSummary; backend: MlBackendState }) {
  const cache = useQueryClient()
  const forget = useAct(
    async () => {
      await call(routes.labelStudio.forgetBackend, { params: { projectId: project.id } })
      await cache.invalidateQueries({ queryKey: projectKey(project.id) })
    },
    () => t('The backend is asked no more'),
  )
  const { url, version, modelVersion, modelClass, metAt } = backend
  return (
    <Group gap="sm" justify="space-between" wrap="nowrap">
      <Text size="sm" data-testid="ml-backend">
        {t('v{{version}} answers at {{url}}: {{name}}, {{modelVersion}}, met {{when}}', {
          version,
          url,
          name: modelClass ?? t('no name'),
          modelVersion,
          when: ago(metAt),
        })}
      </Text>
      <Button size="xs" color="red" variant="light" onClick={() => forget.mutate()} loading={forget.isPending}>
        {t('Ask it no more')}
      </Button>
    </Group>
  )
}

function Connect({ project, backend }: { project: ProjectSummary; backend: MlBackendState | null }) {
  const [url, setUrl] = useState('')
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [images, setImages] = useState<'link' | 'inline'>('link')
  const [address, setAddress] = useState('')
  const [promote, setPromote] = useState(true)
  const cache = useQueryClient()
  const connect = useAct(
    async () => {
      const access = { username: username || null, password: password || null }
      const body = { url, ...access, images, address: address || null, promote }
      const met = await call(routes.labelStudio.connectBackend, { params: { projectId: project.id }, body })
      await cache.invalidateQueries({ queryKey: projectKey(project.id) })
      return met
    },
    ({ version, modelVersion }) => t('The backend answered: {{modelVersion}} is v{{version}} here', { modelVersion, version }),
  )
  return (
    <Stack gap="xs" maw={640}>
      <Group grow align="start">
        <TextInput
          label={t('Address of the backend')}
          placeholder={USUAL_ADDRESS}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          data-testid="ml-backend-url"
        />
        <Select
          label={t('It gets the images')}
          allowDeselect={false}
          data={[
            { value: 'link', label: t('by a link to this server') },
            { value: 'inline', label: t('inside the request') },
          ]}
          value={images}
          onChange={(value) => setImages(value === 'inline' ? 'inline' : 'link')}
        />
      </Group>
      <Group grow align="start">
        <TextInput
          label={t('User name, if it asks for one')}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput label={t('Password')} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
      </Group>
      {images === 'link' && (
        <TextInput
          label={t('This server as the backend reaches it')}
          description={t('Left empty: by the address that it listens on, which is right where both run on one machine.')}
          placeholder={location.origin}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
      )}
      <Group justify="space-between">
        <Switch
          size="sm"
          label={t('It pre-labels from now on')}
          checked={promote}
          onChange={(event) => setPromote(event.currentTarget.checked)}
        />
        <Button
          variant="default"
          disabled={url.trim() === ''}
          loading={connect.isPending}
          onClick={() => connect.mutate()}
          data-testid="connect-ml-backend"
        >
          {backend ? t('Ask again') : t('Connect')}
        </Button>
      </Group>
    </Stack>
  )
}
