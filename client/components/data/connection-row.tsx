import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Connection } from '#shared/domain/connection.ts'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { ago, counted } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { connectionsKey, jobKey, queries } from '../../queries.ts'
import { StateTag } from '../state-tag.tsx'
import { useAct } from '../use-act.ts'
import { placeWords, scheduleWords } from './connection-words.ts'
import styles from './connections-panel.module.css'

/** One place that is taken from: where it is, how the last time went, and what can be done about it. */
export function ConnectionRow({ connection, onEdit }: { connection: Connection; onEdit: () => void }) {
  const { projectId, name, last, schedule } = connection
  const params = { projectId, name }
  const cache = useQueryClient()
  const { data: job } = useQuery({ ...queries.job(last?.jobId ?? ('' as Job['id'])), enabled: last !== null })
  const again = () => cache.invalidateQueries({ queryKey: connectionsKey(projectId) })
  const look = useAct(
    () => call(routes.connections.look, { params }),
    ({ files, images, changed }) =>
      changed
        ? t('{{images}} of {{files}} there are images', { images: counted(images, 'file'), files: counted(files, 'file') })
        : t('Nothing has changed there'),
  )
  const take = useAct(async () => {
    const { jobId } = await call(routes.connections.take, { params, body: {} })
    await cache.invalidateQueries({ queryKey: jobKey(jobId) })
    await again()
  })
  const remove = useAct(async () => {
    await call(routes.connections.remove, { params })
    await again()
  })
  return (
    <li className={styles.row} data-testid="connection">
      <span className={styles.words}>
        <b>{name}</b>
        <span className={styles.place} title={placeWords(connection)}>
          {placeWords(connection)}
        </span>
      </span>
      <span className={styles.soft}>{scheduleWords(schedule)}</span>
      {last && job && (
        <span className={styles.soft} title={job.reason === null ? undefined : translated(job.reason)}>
          <StateTag tone={toneOf(job)}>{stateWords(job)}</StateTag> {ago(last.at)}
        </span>
      )}
      <span className={styles.acts}>
        <Button
          size="compact-xs"
          variant="light"
          onClick={() => take.mutate()}
          loading={take.isPending || (job !== undefined && !isFinished(job))}
          data-testid="take-now"
        >
          {t('Take what is new')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => look.mutate()}
          loading={look.isPending}
          data-testid="look-there"
        >
          {t('Look')}
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={onEdit} data-testid="edit-connection">
          {t('Change')}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="red"
          onClick={() => remove.mutate()}
          loading={remove.isPending}
          data-testid="remove-connection"
        >
          {t('Disconnect')}
        </Button>
      </span>
    </li>
  )
}

const toneOf = ({ state }: Job) => (state === 'failed' ? 'bad' : state === 'succeeded' ? 'good' : 'quiet')

function stateWords({ state, result }: Job): string {
  if (state === 'succeeded') return t('{{images}} taken', { images: counted((result as { assets: number }).assets, 'image') })
  if (state === 'skipped') return t('nothing new')
  if (state === 'failed') return t('failed')
  if (state === 'cancelled') return t('cancelled')
  return t('under way')
}
