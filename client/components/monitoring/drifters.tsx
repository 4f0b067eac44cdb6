import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowBarToUp } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Drifter } from '#shared/domain/monitoring.ts'
import { paths } from '#shared/routes/data.ts'
import type { PutFirst } from '#shared/routes/monitoring.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { plural, t } from '../../i18n.ts'
import { projectKey } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import styles from './drifters.module.css'
import { SIGNAL_TITLES } from './signal-words.ts'

/** The images that are most unlike the reference; one click makes those that wait for labels the next ones. */
export function Drifters({ projectId, drifters }: { projectId: ProjectId; drifters: readonly Drifter[] }) {
  const mayReview = useMay('asset:review', projectId)
  const { labelNext, isMoving } = useLabelNext(projectId)
  const waiting = drifters.filter((drifter) => drifter.waiting).map(({ assetId }) => assetId)
  return (
    <Panel
      title={t('Images that changed most')}
      aside={
        mayReview &&
        waiting.length > 0 && (
          <Button
            size="xs"
            variant="light"
            leftSection={<IconArrowBarToUp size={14} />}
            loading={isMoving}
            onClick={() => labelNext(waiting)}
            data-testid="label-next"
          >
            {plural(waiting.length, 'Label this image next', 'Label these {{count}} images next')}
          </Button>
        )
      }
    >
      <div className={styles.grid}>
        {drifters.map(({ assetId, signals, waiting: isWaiting }) => (
          <Link
            key={assetId}
            to="/projects/$projectId/assets/$assetId"
            params={{ projectId, assetId }}
            className={styles.tile}
            data-waiting={isWaiting}
            data-testid="drifter"
          >
            <img src={paths.thumbnail(projectId, assetId)} alt="" loading="lazy" decoding="async" />
            <span>{signals.map((signal) => SIGNAL_TITLES[signal]).join(', ')}</span>
          </Link>
        ))}
      </div>
    </Panel>
  )
}

function useLabelNext(projectId: ProjectId) {
  const cache = useQueryClient()
  const refresh = () => cache.invalidateQueries({ queryKey: projectKey(projectId) })
  const back = useAct(
    async (moved: PutFirst[]) => {
      const answer = await call(routes.monitoring.labelLater, { params: { projectId }, body: { moved } })
      await refresh()
      return answer
    },
    (answer) => plural(answer.back, '{{count}} image is back in its place', '{{count}} images are back in their places'),
  )
  const next = useAct(async (assetIds: Drifter['assetId'][]) => {
    const { moved } = await call(routes.monitoring.labelNext, { params: { projectId }, body: { assetIds } })
    await refresh()
    const id = notifications.show({
      message: (
        <span className={styles.note}>
          {plural(moved.length, '{{count}} image is next in the queue', '{{count}} images are next in the queue')}
          {moved.length > 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => {
                notifications.hide(id)
                back.mutate(moved)
              }}
            >
              {t('Undo')}
            </Button>
          )}
        </span>
      ),
    })
  })
  return { labelNext: next.mutate, isMoving: next.isPending }
}
