import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import { type Channel, NotificationType } from '#shared/domain/notification.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { notificationsKey } from '../../queries.ts'
import { useAct } from '../use-act.ts'
import { EventChoice } from './event-choice.tsx'
import styles from './notification-settings.module.css'
import { SecretOnce } from './secret-once.tsx'

const USUAL: readonly NotificationType[] = ['run.failed', 'gate.decided', 'model.promoted', 'model.rolled-back', 'alert.raised']

const EXAMPLES = {
  webhook: 'https://example.org/hook',
  email: 'ada@example.org, grace@example.org',
} as const satisfies Record<Channel['type'], string>

/** The form that tells one more webhook, or one more list of e-mail addresses. */
export function AddSubscription({ projectId, email }: { projectId: ProjectId; email: boolean }) {
  const [type, setType] = useState<Channel['type']>('webhook')
  const [address, setAddress] = useState('')
  const [events, setEvents] = useState<readonly NotificationType[]>(USUAL)
  const cache = useQueryClient()
  const add = useAct(async () => {
    const body = { channel: channelOf(type, address), events: [...events] }
    const { secret } = await call(routes.notifications.add, { params: { projectId }, body })
    setAddress('')
    await cache.invalidateQueries({ queryKey: notificationsKey(projectId) })
    return { secret }
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  const secret = add.data?.secret ?? null
  return (
    <form onSubmit={submit} className={styles.form}>
      <div className={styles.address}>
        <SegmentedControl
          size="xs"
          aria-label={t('Kind of receiver')}
          data={[
            { value: 'webhook', label: t('Webhook') },
            { value: 'email', label: t('E-mail') },
          ]}
          value={type}
          onChange={(value) => setType(value as Channel['type'])}
        />
        <TextInput
          className={styles.grow}
          aria-label={type === 'webhook' ? t('Address of the webhook') : t('E-mail addresses')}
          placeholder={EXAMPLES[type]}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          maxLength={2000}
        />
        <Button
          type="submit"
          variant="default"
          loading={add.isPending}
          disabled={address.trim() === '' || events.length === 0 || (type === 'email' && !email)}
          data-testid="add-subscription"
        >
          {t('Tell them')}
        </Button>
      </div>
      {type === 'email' && !email && (
        <p className={styles.note}>
          {t(
            'This installation sends no e-mail: its operator sets LABELLOOP_SMTP to an address such as smtp://user:password@host:587.',
          )}
        </p>
      )}
      <EventChoice label={t('Tell them when')} value={events} onChange={setEvents} options={NotificationType.options} />
      <Modal opened={secret !== null} onClose={add.reset} title={t('The secret of the webhook')}>
        {secret !== null && (
          <SecretOnce
            secret={secret}
            sentence={t(
              'What the webhook gets is signed with it: X-Labelloop-Signature holds t and v1, the HMAC-SHA256 of “t.body”. It is shown only now.',
            )}
            onDone={add.reset}
          />
        )}
      </Modal>
    </form>
  )
}

function channelOf(type: Channel['type'], address: string): Channel {
  if (type === 'webhook') return { type, url: address.trim() }
  const to = address.split(',').map((one) => one.trim())
  return { type, to: to.filter((one) => one !== '') }
}
