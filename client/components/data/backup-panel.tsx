import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { BackupRecord } from '#shared/domain/backup.ts'
import { archivePath } from '#shared/routes/backups.ts'
import { ago, bytes, count, duration } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { FigureTable } from '../figure-table.tsx'
import { Panel } from '../page.tsx'
import { QueryError } from '../query-error.tsx'
import styles from './backup-panel.module.css'
import { BackupPlanLine, MakeBackup } from './backup-plan-line.tsx'

const SHOWN = 5
const DIGEST_SHOWN = 10

/** For admins: when everything was kept last, what that held, whether it can be restored, and when it is done again. */
export function BackupPanel() {
  const { data: backups, error, refetch } = useQuery(queries.backups())
  const { data: state } = useQuery(queries.backupPlan())
  return (
    <Panel title={t('Backups of this installation')} aside={state && state.place !== null && <MakeBackup state={state} />}>
      {!backups && error && <QueryError what={t('The backups')} error={error} retry={() => void refetch()} />}
      {!backups && !error && <Skeleton height={60} />}
      {state && state.place !== null && <BackupPlanLine state={state} />}
      {backups?.length === 0 && <p className={styles.none}>{t('None yet.')}</p>}
      {backups && backups.length > 0 && (
        <FigureTable
          columns={[
            { title: t('When') },
            { title: t('Folder') },
            { title: t('Rows'), number: true },
            { title: t('Files'), number: true },
            { title: t('New'), number: true },
            { title: t('Took'), number: true },
            { title: t('Restored to check') },
            { title: t('Digest') },
            { title: '' },
          ]}
        >
          {backups.slice(0, SHOWN).map((one) => (
            <Row key={one.id} backup={one} mayFetch={state !== undefined && state.place !== null} />
          ))}
        </FigureTable>
      )}
      {backups && backups.length > SHOWN && (
        <p className={styles.how}>{plural(backups.length - SHOWN, 'and {{count}} older one', 'and {{count}} older ones')}</p>
      )}
      {state && (
        <p className={styles.how}>
          {state.place === null
            ? t(
                'This server has no place for backups: start it with LABELLOOP_BACKUPS and a folder or a bucket. Or, on its machine:',
              )
            : t('Anywhere else, on its machine:')}{' '}
          <code>{t('labelloop backup FOLDER')}</code>
        </p>
      )}
    </Panel>
  )
}

function Row({ backup, mayFetch }: { backup: BackupRecord; mayFetch: boolean }) {
  const { id, createdAt, place, rows, blobs, copied, seconds, checkedAt = null, digest, name } = backup
  return (
    <tr data-testid="backup-row">
      <td>{ago(createdAt)}</td>
      <td>{place}</td>
      <td data-number>{count(rows)}</td>
      <td data-number>{count(blobs)}</td>
      <td data-number>{bytes(copied.bytes)}</td>
      <td data-number>{duration(seconds)}</td>
      <td>{checkedAt === null ? '–' : t('the same')}</td>
      <td>
        <code className={styles.digest} title={digest}>
          {digest.slice(0, DIGEST_SHOWN)}
        </code>
      </td>
      <td>
        {mayFetch && name !== undefined && (
          <Button component="a" size="compact-xs" variant="subtle" href={archivePath(id)} download data-testid="fetch-backup">
            {t('Download')}
          </Button>
        )}
      </td>
    </tr>
  )
}
