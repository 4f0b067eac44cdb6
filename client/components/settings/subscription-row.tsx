import { Modal, Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type Delivery, NotificationType, type Subscription } from '#shared/domain/notification.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { notificationsKey } from '../../queries.ts'
import { ActButton } from '../act-button.tsx'
import { AskingButton } from '../asking-button.tsx'
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
  const name = channel.type === 'webhook' ? channel.url : channel.to.join(', ')
  return (
    <li className={styles.subscription} data-testid="subscription">
      <div className={styles.head}>
        <Switch
          size="xs"
          checked={enabled}
          aria-label={t('Tell them')}
          onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })}
        />
        <span className={styles.name}>{name}</span>
        {state && last && (
          <span className={styles.soft}>
            <StateTag tone={state.tone}>{state.word}</StateTag> {ago(last.createdAt)}
          </span>
        )}
        <ActButton act={test} variant="default" data-testid="send-test">
          {t('Send a test')}
        </ActButton>
        {channel.type === 'webhook' && (
          <AskingButton
            act={rotate}
            color="gray"
            title={t('Make a new secret for {{name}}?', { name })}
            sentence={t('Everything is signed with the new one at once: whoever checks it there must be given it.')}
          >
            {t('New secret')}
          </AskingButton>
        )}
        <AskingButton
          act={remove}
          title={t('Take {{name}} away?', { name })}
          sentence={t('It is told nothing any more, and its secret is forgotten.')}
        >
          {t('Take away')}
        </AskingButton>
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
