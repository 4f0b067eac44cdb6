import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ago, bytes, count, duration } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { FigureTable } from '../figure-table.tsx'
import { Panel } from '../page.tsx'
import styles from './snapshot-panel.module.css'

const SHOWN = 5
const DIGEST_SHOWN = 10

/** For admins: when everything was kept last, what that held, and how it is done. */
export function BackupPanel() {
  const { data: backups } = useQuery(queries.backups())
  return (
    <Panel title={t('Backups of this installation')}>
      {!backups && <Skeleton height={60} />}
      {backups?.length === 0 && (
        <p className={styles.none}>{t('None yet. On the machine with the data folder, while everybody works:')}</p>
      )}
      {backups && backups.length > 0 && (
        <FigureTable
          columns={[
            { title: t('When') },
            { title: t('Folder') },
            { title: t('Rows'), number: true },
            { title: t('Contents'), number: true },
            { title: t('New'), number: true },
            { title: t('Took'), number: true },
            { title: t('Digest') },
          ]}
        >
          {backups.slice(0, SHOWN).map((one) => (
            <tr key={one.id} data-testid="backup-row">
              <td>{ago(one.createdAt)}</td>
              <td>{one.place}</td>
              <td data-number>{count(one.rows)}</td>
              <td data-number>{count(one.blobs)}</td>
              <td data-number>{bytes(one.copied.bytes)}</td>
              <td data-number>{duration(one.seconds)}</td>
              <td>
                <code className={styles.digest} title={one.digest}>
                  {one.digest.slice(0, DIGEST_SHOWN)}
                </code>
              </td>
            </tr>
          ))}
        </FigureTable>
      )}
      <p className={styles.none}>
        <code>{t('labelloop backup FOLDER')}</code>
      </p>
    </Panel>
  )
}
