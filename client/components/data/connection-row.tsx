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
import { ActButton } from '../act-button.tsx'
import { AskingButton } from '../asking-button.tsx'
import { StateTag } from '../state-tag.tsx'
import { useAct } from '../use-act.ts'
import { placeWords, scheduleWords, watchWords } from './connection-words.ts'
import styles from './connections-panel.module.css'

/** One place that is taken from: where it is, how the last time went, and what can be done about it. */
export function ConnectionRow({ connection, onEdit }: { connection: Connection; onEdit: () => void }) {
  const { projectId, name, last } = connection
  const trouble = watchWords(connection)
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
      <span className={styles.soft}>{scheduleWords(connection)}</span>
      {trouble !== null && (
        <span className={styles.trouble} data-testid="watch-trouble">
          {trouble}
        </span>
      )}
      {job?.state === 'failed' && job.reason !== null && (
        <span className={styles.trouble} data-testid="take-failure">
          {translated(job.reason)}
        </span>
      )}
      {last && job && (
        <span className={styles.soft}>
          <StateTag tone={toneOf(job)}>{stateWords(job)}</StateTag> {ago(last.at)}
        </span>
      )}
      <span className={styles.acts}>
        <ActButton act={take} isGoingOn={job !== undefined && !isFinished(job)} variant="light" data-testid="take-now">
          {t('Take what is new')}
        </ActButton>
        <ActButton act={look} variant="default" data-testid="look-there">
          {t('Look')}
        </ActButton>
        <Button size="compact-xs" variant="subtle" onClick={onEdit} data-testid="edit-connection">
          {t('Change')}
        </Button>
        <AskingButton
          act={remove}
          title={t('Disconnect {{name}}?', { name })}
          sentence={t(
            'Its place, its keys and its schedule are forgotten. What was taken from there stays, and nothing changes there.',
          )}
          data-testid="remove-connection"
        >
          {t('Disconnect')}
        </AskingButton>
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
