import { Button, Modal, Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type Delivery, NotificationType, type Subscription } from '#shared/domain/notification.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { notificationsKey } from '../../queries.ts'
import { StateTag } from '../state-tag.tsx'
import { useAct } from '../use-act.ts'
import { EventChoice } from './event-choice.tsx'
import styles from './notification-settings.module.css'
import { deliveryState } from './notification-words.ts'
import { SecretOnce } from './secret-once.tsx'

/** One receiver: what it is told, how the last delivery went, and what can be done about it. */
export function SubscriptionRow({ subscription }: { subscription: Subscription & { last: Delivery | null } }) {
  const { id: subscriptionId, projectId, channel, events, enabled, last } = subscription
  const params = { projectId, subscriptionId }
  const cache = useQueryClient()
  const afterwards = () => cache.invalidateQueries({ queryKey: notificationsKey(projectId) })
  const change = useAct(async (body: { enabled?: boolean; events?: NotificationType[] }) => {
    await call(routes.notifications.change, { params, body })
    await afterwards()
  })
  const test = useAct(
    async () => {
      await call(routes.notifications.test, { params })
      await afterwards()
    },
    () => t('A test is on its way'),
  )
  const rotate = useAct(() => call(routes.notifications.rotate, { params }))
  const remove = useAct(async () => {
    await call(routes.notifications.remove, { params })
    await afterwards()
  })
  const state = last && deliveryState(last)
  return (
    <li className={styles.subscription} data-testid="subscription">
      <div className={styles.head}>
        <Switch
          size="xs"
          checked={enabled}
          aria-label={t('Tell them')}
          onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })}
        />
        <span className={styles.name}>{channel.type === 'webhook' ? channel.url : channel.to.join(', ')}</span>
        {state && last && (
          <span className={styles.soft}>
            <StateTag tone={state.tone}>{state.word}</StateTag> {ago(last.createdAt)}
          </span>
        )}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => test.mutate()}
          loading={test.isPending}
          data-testid="send-test"
        >
          {t('Send a test')}
        </Button>
        {channel.type === 'webhook' && (
          <Button size="compact-xs" variant="subtle" onClick={() => rotate.mutate()} loading={rotate.isPending}>
            {t('New secret')}
          </Button>
        )}
        <Button size="compact-xs" variant="subtle" color="red" onClick={() => remove.mutate()} loading={remove.isPending}>
          {t('Take away')}
        </Button>
      </div>
      <EventChoice
        label={t('when')}
        options={NotificationType.options}
        value={events}
        onChange={(chosen) => chosen.length > 0 && change.mutate({ events: chosen })}
      />
      <Modal opened={rotate.data !== undefined} onClose={rotate.reset} title={t('The new secret of the webhook')}>
        {rotate.data && (
          <SecretOnce
            secret={rotate.data.secret}
            sentence={t('Everything is signed with it from now on. It is shown only now.')}
            onDone={rotate.reset}
          />
        )}
      </Modal>
    </li>
  )
}
