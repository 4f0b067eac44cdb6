import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Snapshot } from '#shared/domain/training.ts'
import { plural, t } from '../../../i18n.ts'
import { queries } from '../../../queries.ts'
import { SPLIT_WORDS } from '../../assets/status-words.ts'
import { QueryError } from '../../query-error.tsx'
import { LeakList } from './leak-list.tsx'
import styles from './versions.module.css'

/** Images that lie in two splits and belong in one, each with why. */
export function VersionLeaks({ snapshot: { projectId, id } }: { snapshot: Snapshot }) {
  const { data, error, refetch } = useQuery(queries.versionLeaks(projectId, id))
  if (error && !data) return <QueryError what={t('The splits')} error={error} retry={() => void refetch()} />
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
      <LeakList
        projectId={projectId}
        leaks={data.leaks.map((leak) => ({
          ...leak,
          assets: leak.assets.map(({ split, ...asset }) => ({ ...asset, place: SPLIT_WORDS[split] })),
        }))}
      />
    </>
  )
}
