import { Button, Group, Modal, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { hookKey, queries } from '../../queries.ts'
import { AskingButton } from '../asking-button.tsx'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import { SecretOnce } from './secret-once.tsx'

/** The address by which other programs start a training. */
export function HookSettings({ projectId }: { projectId: ProjectId }) {
  const { data: hook } = useQuery(queries.hook(projectId))
  const [isAsking, setAsking] = useState(false)
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
        <Button
          variant="default"
          onClick={() => (hook ? setAsking(true) : make.mutate())}
          loading={make.isPending}
          data-testid="make-hook"
        >
          {hook ? t('Make a new address') : t('Make an address')}
        </Button>
        {hook && (
          <>
            <AskingButton
              act={remove}
              title={t('Take the secret address away?')}
              sentence={t('Programs that know it start no training any more.')}
            >
              {t('Take it away')}
            </AskingButton>
            <Text size="sm" c="dimmed">
              {hook.lastUsedAt === null
                ? t('made {{made}}, never used', { made: ago(hook.createdAt) })
                : t('made {{made}}, used {{used}}', { made: ago(hook.createdAt), used: ago(hook.lastUsedAt) })}
            </Text>
          </>
        )}
      </Group>
      <ConfirmDialog
        opened={isAsking}
        title={t('Make a new secret address?')}
        verb={t('Make a new address')}
        onClose={() => setAsking(false)}
        onConfirm={() => make.mutate()}
      >
        {t('The present one stops working at once: programs that know it must be given the new one.')}
      </ConfirmDialog>
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
