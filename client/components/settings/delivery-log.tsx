import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Delivery } from '#shared/domain/notification.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago, decimal } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { language, t } from '../../i18n.ts'
import { notificationsKey, queries } from '../../queries.ts'
import { ActButton } from '../act-button.tsx'
import { Panel } from '../page.tsx'
import tables from '../plain-table.module.css'
import { StateTag } from '../state-tag.tsx'
import { useAct } from '../use-act.ts'
import styles from './notification-settings.module.css'
import { deliveryState } from './notification-words.ts'
import { whenAhead } from './when-ahead.ts'

/** What was told, newest first: state, answers, and a way to send it again. */
export function DeliveryLog({ projectId }: { projectId: ProjectId }) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(queries.deliveries(projectId))
  const deliveries = data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Panel title={t('What was told')} aside={t('kept for 30 days')}>
      {data && deliveries.length === 0 && <p className={tables.none}>{t('Nothing yet: send a test.')}</p>}
      {deliveries.length > 0 && (
        <table className={tables.table} data-testid="deliveries">
          <thead>
            <tr>
              <th>{t('When')}</th>
              <th>{t('What')}</th>
              <th>{t('State')}</th>
              <th>{t('Answer of the receiver')}</th>
              <th aria-label={t('Acts')} />
            </tr>
          </thead>
          <tbody>
            {deliveries.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} />
            ))}
          </tbody>
        </table>
      )}
      {hasNextPage && (
        <Button size="xs" variant="subtle" mt="sm" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('Earlier ones')}
        </Button>
      )}
    </Panel>
  )
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { id: deliveryId, projectId, notification, createdAt, attempts, nextAt, state } = delivery
  const [open, setOpen] = useState(false)
  const cache = useQueryClient()
  const again = useAct(async () => {
    await call(routes.notifications.again, { params: { projectId, deliveryId } })
    await cache.invalidateQueries({ queryKey: notificationsKey(projectId) })
  })
  const last = attempts.at(-1)
  const { word, tone } = deliveryState(delivery)
  return (
    <tr>
      <td>
        <time dateTime={new Date(createdAt).toISOString()} title={new Date(createdAt).toLocaleString(language())}>
          {ago(createdAt)}
        </time>
      </td>
      <td>{translated(notification.sentence)}</td>
      <td>
        <StateTag tone={tone}>{word}</StateTag>
        {state === 'waiting' && attempts.length > 0 && nextAt !== null && (
          <span className={styles.soft}> {t('again {{when}}', { when: whenAhead(nextAt) })}</span>
        )}
      </td>
      <td>
        {last && (
          <button type="button" className={styles.answer} aria-expanded={open} onClick={() => setOpen(!open)}>
            {last.status ?? t('none')} · {decimal(last.seconds, 2)} s
          </button>
        )}
        {open &&
          attempts.map(({ at, status, answer }) => (
            <pre key={at} className={styles.said}>
              {`${new Date(at).toLocaleString(language())} · ${status ?? '–'}\n${answer}`}
            </pre>
          ))}
      </td>
      <td>
        <ActButton act={again} variant="subtle">
          {t('Send again')}
        </ActButton>
      </td>
    </tr>
  )
}
