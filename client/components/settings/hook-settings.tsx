import { Button, Group, Modal, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ProjectId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { hookKey, queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import { SecretOnce } from './secret-once.tsx'

/** The address by which other programs start a training. */
export function HookSettings({ projectId }: { projectId: ProjectId }) {
  const { data: hook } = useQuery(queries.hook(projectId))
  const cache = useQueryClient()
  const afterwards = () => cache.invalidateQueries({ queryKey: hookKey(projectId) })
  const make = useAct(async () => {
    const { path } = await call(routes.triggers.makeHook, { params: { projectId } })
    await afterwards()
    return `${location.origin}${path}`
  })
  const remove = useAct(async () => {
    await call(routes.triggers.removeHook, { params: { projectId } })
    await afterwards()
  })
  return (
    <Panel title={t('Start trainings from outside')} aside={t('a POST to a secret address')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t(
          'Another program starts a training by a POST to this address, within the limits of the loop. Whoever knows the address may do it, and nothing else.',
        )}
      </Text>
      <Group gap={8}>
        <Button variant="default" onClick={() => make.mutate()} loading={make.isPending} data-testid="make-hook">
          {hook ? t('Make a new address') : t('Make an address')}
        </Button>
        {hook && (
          <>
            <Button variant="subtle" color="red" onClick={() => remove.mutate()} loading={remove.isPending}>
              {t('Take it away')}
            </Button>
            <Text size="sm" c="dimmed">
              {hook.lastUsedAt === null
                ? t('made {{made}}, never used', { made: ago(hook.createdAt) })
                : t('made {{made}}, used {{used}}', { made: ago(hook.createdAt), used: ago(hook.lastUsedAt) })}
            </Text>
          </>
        )}
      </Group>
      <Modal opened={make.data !== undefined} onClose={make.reset} title={t('The secret address')}>
        {make.data && (
          <SecretOnce
            secret={make.data}
            sentence={t('It is shown only now; an address made before no longer works.')}
            onDone={make.reset}
          />
        )}
      </Modal>
    </Panel>
  )
}
