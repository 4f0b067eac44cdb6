import { Button, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Model } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { projectKey } from '../../queries.ts'
import { useAct } from '../use-act.ts'

/** Makes a model the champion by hand; the reason goes into the audit. */
export function PromoteDialog({ model, opened, onClose }: { model: Model; opened: boolean; onClose: () => void }) {
  const { projectId, version, gate } = model
  const [reason, setReason] = useState('')
  const cache = useQueryClient()
  // The notice of the promotion says that it is done, to everybody alike.
  const act = useAct(async () => {
    await call(routes.loop.promote, { params: { projectId, version }, body: { reason } })
    await cache.invalidateQueries({ queryKey: projectKey(projectId) })
    onClose()
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t('Promote v{{version}}', { version })}>
      <Stack gap="md">
        {gate?.verdict === 'hold' && (
          <Text size="sm" c="var(--warn)">
            {t('The gate held it: {{reasons}} Promoting it anyway is on record.', {
              reasons: gate.reasons.map((reason) => translated(reason)).join(' '),
            })}
          </Text>
        )}
        <Textarea
          label={t('Reason')}
          placeholder={t('Why this one')}
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <Button onClick={() => act.mutate()} loading={act.isPending} data-testid="confirm-promote">
          {t('Promote')}
        </Button>
      </Stack>
    </Modal>
  )
}
