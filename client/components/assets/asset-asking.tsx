import { SegmentedControl } from '@mantine/core'
import { wholeQuery } from '#shared/asset-query/written-query.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { t } from '../../i18n.ts'
import type { AssetQuery } from '../../queries.ts'
import { AskedChips } from './asked-chips.tsx'
import styles from './asset-asking.module.css'
import { narrowed } from './narrowed.ts'
import { QueryField } from './query-field.tsx'
import { SavedViews } from './saved-views.tsx'

interface Props {
  readonly project: ProjectSummary
  /** What the address bar asks, the order among it. */
  readonly filter: AssetQuery
  /** Why the server refused it; null where it did not. */
  readonly refusal: string | null
  readonly onFilter: (filter: AssetQuery) => void
}

/** The question about the images: in words, as saved views, and piece by piece; and in which order the answer comes. */
export function AssetAsking({ project, filter, refusal, onFilter }: Props) {
  const { order = 'oldest', ...asked } = filter
  const { query = '' } = asked
  const ask = (next: AssetQuery, by = order) => onFilter({ ...next, ...(by === 'newest' && { order: by }) })
  return (
    <>
      <div className={styles.asking}>
        <QueryField
          project={project}
          value={query}
          refusal={query === '' ? null : refusal}
          onApply={(next) => ask(narrowed(asked, 'query', next))}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('Order of the images')}
          data={[
            { value: 'oldest', label: t('Oldest first') },
            { value: 'newest', label: t('Newest first') },
          ]}
          value={order}
          onChange={(next) => ask(asked, next)}
        />
      </div>
      <SavedViews
        projectId={project.id}
        query={wholeQuery(asked, query)}
        order={order}
        onView={(view) => (view ? ask({ query: view.query }, view.order) : onFilter({}))}
      />
      <AskedChips asked={asked} onAsk={(next) => ask(next)} />
    </>
  )
}
