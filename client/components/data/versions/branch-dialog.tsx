import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Snapshot } from '#shared/domain/training.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { queries } from '../../../queries.ts'
import { OpenDialog } from '../../open-dialog.tsx'
import { useAct } from '../../use-act.ts'
import styles from './versions.module.css'

interface Props {
  readonly project: ProjectSummary
  readonly snapshot: Snapshot
  readonly onClose: () => void
}

/** Makes a project of its own of a version, and goes there. */
export function BranchDialog({ project, snapshot, onClose }: Props) {
  const { id: snapshotId, projectId, number, marks } = snapshot
  const [name, setName] = useState(`${project.name}, ${marks?.name ?? t('version {{number}}', { number })}`)
  const cache = useQueryClient()
  const navigate = useNavigate()
  const branch = useAct(
    async () => {
      const made = await call(routes.versions.branch, { params: { projectId, snapshotId }, body: { name: name.trim() } })
      await cache.invalidateQueries(queries.projects())
      await navigate({ to: '/projects/$projectId/data', params: { projectId: made.projectId } })
    },
    () => t('{{name}} is being filled', { name }),
  )
  return (
    <OpenDialog onClose={onClose} title={t('A new project from version {{number}}', { number })}>
      <Stack gap="md">
        <p className={styles.quiet}>
          {t('With the images, splits, labels and settings of this version. From then on the two go their own ways.')}
        </p>
        <TextInput
          label={t('Name')}
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
          data-testid="branch-name"
        />
        <Group justify="flex-end">
          <Button
            disabled={name.trim() === ''}
            loading={branch.isPending}
            onClick={() => branch.mutate()}
            data-testid="branch-now"
          >
            {t('Create it')}
          </Button>
        </Group>
      </Stack>
    </OpenDialog>
  )
}
