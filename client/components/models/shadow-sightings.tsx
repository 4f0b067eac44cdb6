import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ProjectId } from '#shared/domain/ids.ts'
import { paths } from '#shared/routes/data.ts'
import { percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { QueryError } from '../query-error.tsx'
import styles from './shadow-sightings.module.css'

/** The images on which a challenger in the shadow and the champion lie furthest apart. */
export function ShadowSightings({ projectId }: { projectId: ProjectId }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(queries.sightings(projectId))
  if (error && !data) return <QueryError what={t('The images')} error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton height={120} />
  const sightings = data.pages.flatMap(({ items }) => items)
  if (sightings.length === 0)
    return (
      <p className={styles.none}>
        {t('It has seen nothing yet: it looks at every image that the champion pre-labels from now on.')}
      </p>
    )
  return (
    <>
      <ul className={styles.sightings}>
        {sightings.map(({ assetId, name, disagreement, shownByChampion, shownByChallenger }) => (
          <li key={assetId}>
            <Link to="/projects/$projectId/assets/$assetId" params={{ projectId, assetId }} title={name}>
              <img src={paths.thumbnail(projectId, assetId)} alt="" loading="lazy" />
              <b>{t('{{share}} apart', { share: percent(disagreement) })}</b>
              <span>
                {t('{{champion}} shown, {{challenger}} in the shadow', {
                  champion: shownByChampion,
                  challenger: shownByChallenger,
                })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button size="xs" variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('More')}
        </Button>
      )}
    </>
  )
}
