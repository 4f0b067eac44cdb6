import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { projectKey, queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import { MlBackendSettings } from './ml-backend-settings.tsx'
import { SegmenterSettings } from './segmenter-settings.tsx'

/** The project's name, its own segmenter, and the way to delete it. */
export function ProjectSettings({ project }: { project: ProjectSummary }) {
  const mayChange = useMay('project:change', project.id)
  const mayPromote = useMay('loop:promote', project.id)
  const mayDelete = useMay('project:delete', project.id)
  return (
    <Stack gap="md">
      <Rename project={project} />
      {mayChange && <SegmenterSettings projectId={project.id} />}
      {mayPromote && <MlBackendSettings project={project} />}
      {mayDelete && <Deletion project={project} />}
    </Stack>
  )
}

function Rename({ project }: { project: ProjectSummary }) {
  const [name, setName] = useState(project.name)
  const cache = useQueryClient()
  const rename = useAct(
    async () => {
      await call(routes.projects.rename, { params: { projectId: project.id }, body: { name } })
      await cache.invalidateQueries({ queryKey: projectKey(project.id) })
      await cache.invalidateQueries(queries.projects())
    },
    () => t('Renamed'),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rename.mutate()
  }
  return (
    <Panel title={t('Name')}>
      <form onSubmit={submit}>
        <Group gap={8}>
          <TextInput
            w={340}
            aria-label={t('Name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={120}
          />
          <Button
            type="submit"
            variant="default"
            loading={rename.isPending}
            disabled={name.trim() === '' || name.trim() === project.name}
          >
            {t('Rename')}
          </Button>
        </Group>
      </form>
    </Panel>
  )
}

function Deletion({ project }: { project: ProjectSummary }) {
  const [typed, setTyped] = useState('')
  const cache = useQueryClient()
  const navigate = useNavigate()
  const remove = useAct(
    async () => {
      await call(routes.projects.remove, { params: { projectId: project.id }, query: { name: typed } })
      await navigate({ to: '/' })
      await cache.invalidateQueries(queries.projects())
    },
    () => t('{{name}} is being deleted', { name: project.name }),
  )
  return (
    <Panel title={t('Delete this project')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t(
          'Its images, labels, snapshots, runs and models go with it, for good. Type its name, {{name}}, to say that you mean it.',
          { name: project.name },
        )}
      </Text>
      <Group gap={8}>
        <TextInput
          w={340}
          aria-label={t('Name of the project, to confirm')}
          placeholder={project.name}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          color="red"
          variant="light"
          onClick={() => remove.mutate()}
          loading={remove.isPending}
          disabled={typed !== project.name}
          data-testid="delete-project"
        >
          {t('Delete for good')}
        </Button>
      </Group>
    </Panel>
  )
}
