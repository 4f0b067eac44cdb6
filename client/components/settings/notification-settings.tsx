import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ProjectId } from '#shared/domain/ids.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { AddSubscription } from './add-subscription.tsx'
import { DeliveryLog } from './delivery-log.tsx'
import { HookSettings } from './hook-settings.tsx'
import styles from './people-settings.module.css'
import { SubscriptionRow } from './subscription-row.tsx'

/** Who outside is told what happens, what became of it, and the way in for other programs. */
export function NotificationSettings({ projectId }: { projectId: ProjectId }) {
  const { data } = useQuery(queries.subscriptions(projectId))
  return (
    <Stack gap="md">
      <Panel title={t('Who is told')} aside={t('webhooks and e-mail')}>
        {!data && <Skeleton height={80} />}
        {data?.subscriptions.length === 0 && (
          <p className={styles.soft}>
            {t(
              'Nobody yet. A webhook gets a signed JSON document for everything chosen below; an e-mail says the same in a sentence.',
            )}
          </p>
        )}
        <ul className={styles.list}>
          {data?.subscriptions.map((subscription) => (
            <SubscriptionRow key={subscription.id} subscription={subscription} />
          ))}
        </ul>
        {data && <AddSubscription projectId={projectId} email={data.email} />}
      </Panel>
      {data && data.subscriptions.length > 0 && <DeliveryLog projectId={projectId} />}
      <HookSettings projectId={projectId} />
    </Stack>
  )
}
