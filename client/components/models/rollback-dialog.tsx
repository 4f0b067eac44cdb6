import { Button, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { Project } from '#shared/domain/project.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { projectKey } from '../../queries.ts'
import { useAct } from '../use-act.ts'

/** Gives the alias back to the champion before, after saying what that does. */
export function RollbackDialog({ project, opened, onClose }: { project: Project; opened: boolean; onClose: () => void }) {
  const cache = useQueryClient()
  // The notice says to everybody alike who is the champion again.
  const act = useAct(async () => {
    await call(routes.loop.rollback, { params: { projectId: project.id } })
    await cache.invalidateQueries({ queryKey: projectKey(project.id) })
    onClose()
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t('Roll back v{{champion}}', { champion: project.champion })}>
      <Stack gap="md">
        <Text size="sm">
          {t(
            'The champion before takes over with the next asset, and undecided images are pre-labelled by it again. Nothing is deleted: v{{champion}} can be promoted again at any time.',
            { champion: project.champion },
          )}
        </Text>
        <Button onClick={() => act.mutate()} loading={act.isPending} data-testid="confirm-rollback">
          {t('Roll back')}
        </Button>
      </Stack>
    </Modal>
  )
}
