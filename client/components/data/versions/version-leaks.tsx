import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Snapshot } from '#shared/domain/training.ts'
import { paths } from '#shared/routes/data.ts'
import { plural, t } from '../../../i18n.ts'
import { queries } from '../../../queries.ts'
import { SPLIT_WORDS } from '../../assets/status-words.ts'
import { QueryError } from '../../query-error.tsx'
import { LEAK_WORDS } from './version-words.ts'
import styles from './versions.module.css'

const SHOWN = 20

/** Images that lie in two splits and belong in one, each with why. */
export function VersionLeaks({ snapshot: { projectId, id } }: { snapshot: Snapshot }) {
  const { data, error, refetch } = useQuery(queries.versionLeaks(projectId, id))
  if (error) return <QueryError what={t('The splits')} error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton height={60} />
  if (data.total === 0)
    return (
      <p className={styles.quiet}>
        {t('No look-alikes, groups, videos or copies lie in two splits: its figures can be believed.')}
      </p>
    )
  return (
    <>
      <p className={styles.quiet}>
        {plural(
          data.total,
          '{{count}} family of images lies in two splits: figures look better than they are.',
          '{{count}} families of images lie in two splits: figures look better than they are.',
        )}
      </p>
      <ul className={styles.leaks}>
        {data.leaks.slice(0, SHOWN).map(({ kind, assets, shared }) => (
          <li key={`${kind}:${shared}:${assets.map(({ assetId }) => assetId).join()}`} className={styles.leak} data-testid="leak">
            <span className={styles.members}>
              {assets.slice(0, 4).map(({ assetId, name, split }) => (
                <figure key={assetId}>
                  <img src={paths.thumbnail(projectId, assetId)} alt={name} title={name} loading="lazy" />
                  <figcaption>{SPLIT_WORDS[split]}</figcaption>
                </figure>
              ))}
            </span>
            <span>
              {assets.map(({ name }) => name.split('/').at(-1)).join(', ')}{' '}
              <span className={styles.soft}>{LEAK_WORDS[kind]}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
