import { Button, Skeleton } from '@mantine/core'
import { IconCheck, IconHourglass, IconPlayerPause } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { FindingStatus, QualityState, ShownFinding } from '#shared/domain/quality.ts'
import type { QualityRuleId } from '#shared/domain/quality-rule.ts'
import { t } from '../../../i18n.ts'
import { queries } from '../../../queries.ts'
import { EmptyState } from '../../empty-state.tsx'
import { QueryError } from '../../query-error.tsx'
import { useMay } from '../../use-may.ts'
import { FindingActs } from './finding-acts.tsx'
import styles from './finding-list.module.css'
import { FindingTile } from './finding-tile.tsx'
import { type Nothing, nothingWords } from './nothing-words.ts'
import type { Decisions } from './use-decisions.ts'
import { useFindingKeys } from './use-finding-keys.ts'

const EMPTY_ICONS = { good: IconCheck, off: IconPlayerPause, early: IconHourglass } as const satisfies Record<Nothing, unknown>

interface Props {
  readonly projectId: ProjectId
  readonly state: QualityState
  readonly rule: QualityRuleId
  readonly status: FindingStatus
  readonly decisions: Decisions
  readonly onNextRule: (by: 1 | -1) => void
}

/** What one rule has found, the worst first: one key decides on the one in focus. */
export function FindingList({ projectId, state, rule, status, decisions, onNextRule }: Props) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    queries.findings(projectId, rule, status),
  )
  const navigate = useNavigate()
  const mayReview = useMay('asset:review', projectId)
  const grid = useRef<HTMLDivElement>(null)
  const [asked, setFocus] = useState(0)
  const findings = data?.pages.flatMap(({ items }) => items) ?? []
  const isEmpty = findings.length === 0
  // All that were read are decided on: the next ones come by themselves.
  useEffect(() => {
    if (isEmpty && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [isEmpty, hasNextPage, isFetchingNextPage, fetchNextPage])
  // What is decided leaves the list, and the next one takes its place.
  const focus = Math.min(asked, Math.max(0, findings.length - 1))
  const open = ({ assetId, annotationIds: [at] }: ShownFinding) =>
    void navigate({
      to: '/projects/$projectId/assets/$assetId',
      params: { projectId, assetId },
      search: at === undefined ? {} : { at },
    })
  useFindingKeys({ findings, focus, setFocus, grid, decisions: mayReview ? decisions : null, open, onNextRule })
  if (error && !data) return <QueryError what={t('The findings')} error={error} retry={() => void refetch()} />
  if (!data || (isEmpty && hasNextPage)) return <Skeleton height={300} radius={8} />
  const inFocus = findings[focus]
  return (
    <div className={styles.list}>
      {mayReview && (inFocus || decisions.canUndo) && (
        <FindingActs finding={inFocus} listed={findings} decisions={decisions} onOpen={() => inFocus && open(inFocus)} />
      )}
      {isEmpty && <NothingFound state={state} rule={rule} status={status} />}
      <div ref={grid} className={styles.grid}>
        {findings.map((finding, index) => (
          <FindingTile
            key={finding.id}
            finding={finding}
            focused={index === focus}
            onFocus={() => setFocus(index)}
            onOpen={() => open(finding)}
          />
        ))}
      </div>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('Show more')}
        </Button>
      )}
    </div>
  )
}

function NothingFound(asked: Pick<Props, 'state' | 'rule' | 'status'>) {
  const { why, title, sentence } = nothingWords(asked)
  return <EmptyState icon={EMPTY_ICONS[why]} title={title} sentence={sentence} />
}
