import { Select, Skeleton } from '@mantine/core'
import { IconChecks } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Examination } from '#shared/domain/examination.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { EmptyState } from '../empty-state.tsx'
import { QueryError } from '../query-error.tsx'
import { CaseGrid } from './case-grid.tsx'
import { ExamineButton } from './examine-button.tsx'
import styles from './suspects-tab.module.css'

/** Labels that are likely wrong, on every split the model was examined on: a work list, the likeliest first. */
export function SuspectsTab({ look, splits }: { look: Examination; splits: readonly Examination[] }) {
  const [label, setLabel] = useState<string | null>(null)
  const suspects = useInfiniteQuery(queries.suspects(look, splits, label))
  const pages = suspects.data?.pages ?? []
  const items = pages.flatMap((page) => page.items)
  const knowsTrain = splits.some(({ split }) => split === 'train')
  return (
    <>
      <div className={styles.head}>
        <p>
          {t(
            'Where the model is sure and the label says otherwise, one of the two is wrong. Open a case, mend the label or leave it.',
          )}
        </p>
        <Select
          size="xs"
          placeholder={t('Every label')}
          aria-label={t('Label')}
          data={look.perLabel.map((one) => one.label)}
          value={label}
          onChange={setLabel}
          clearable
          searchable
        />
        {!knowsTrain && <ExamineButton projectId={look.projectId} version={look.version} split="train" />}
      </div>
      {suspects.isPending && <Skeleton height={360} radius={12} />}
      {suspects.error && !suspects.data && (
        <QueryError what={t('The cases')} error={suspects.error} retry={() => void suspects.refetch()} />
      )}
      {suspects.data && items.length === 0 && (
        <EmptyState
          icon={IconChecks}
          title={t('No label looks wrong')}
          sentence={t('On the splits it was examined on, the model and the labels agree, or the model is not sure.')}
        />
      )}
      {items.length > 0 && (
        <CaseGrid
          projectId={look.projectId}
          items={items}
          total={pages[0]?.total ?? 0}
          asSuspects
          more={suspects.hasNextPage ? () => void suspects.fetchNextPage() : null}
          isReading={suspects.isFetchingNextPage}
        />
      )}
    </>
  )
}
