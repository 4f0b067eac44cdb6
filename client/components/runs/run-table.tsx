import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { RunId } from '#shared/domain/ids.ts'
import type { Run } from '#shared/domain/training.ts'
import type { ListedRun } from '#shared/routes/tracking.ts'
import { t } from '../../i18n.ts'
import { askedAs, type RunColumn, titleOf } from './run-columns.ts'
import { RunRow } from './run-row.tsx'
import styles from './run-table.module.css'

const ROW_PX = 45
const ROWS_AHEAD = 8
/** Columns beside the chosen ones. */
const FIXED_COLUMNS = 9

interface Props {
  readonly runs: readonly ListedRun[]
  /** How many the list has in all. */
  readonly total: number
  /** Runs of the loop as they are this very moment. */
  readonly live: ReadonlyMap<RunId, Run>
  readonly now: number
  readonly columns: readonly RunColumn[]
  readonly order: string
  readonly onOrder: (order: string) => void
  /** Which are ticked to be compared; absent where they cannot be. */
  readonly selected?: ReadonlySet<RunId>
  readonly onSelect?: (runId: RunId) => void
  readonly onStar: (run: ListedRun) => void
  readonly onOpen: (run: ListedRun) => void
  readonly home: 'project' | 'installation'
  /** Rows up to this one are in sight: see that they get read. */
  readonly onReach: (index: number) => void
}

/** Runs as a table of which only the rows in sight exist; a click on a heading sorts by it. */
export function RunTable(props: Props) {
  const { runs, columns, order, onOrder, onReach } = props
  const frame = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: ROWS_AHEAD,
  })
  const shown = rows.getVirtualItems()
  const reach = shown.at(-1)?.index ?? 0
  useEffect(() => onReach(reach), [reach, onReach])
  const above = shown[0]?.start ?? 0
  const below = rows.getTotalSize() - (shown.at(-1)?.end ?? 0)
  const width = columns.length + FIXED_COLUMNS
  const sorted = (column: string, title: string, number = false) => (
    <Heading key={column} column={column} title={title} number={number} order={order} onOrder={onOrder} />
  )
  return (
    <div ref={frame} className={styles.frame}>
      <table className={styles.table} aria-rowcount={props.total}>
        <thead>
          <tr>
            {props.selected && <th className={styles.narrow} aria-label={t('Compare')} />}
            <th className={styles.narrow} aria-label={t('Favourite')} />
            {sorted('attributes.start_time', t('Run'))}
            {sorted('attributes.status', t('State'))}
            <th>{t('Curve')}</th>
            {columns.map((column) => sorted(askedAs(column), titleOf(column), column.startsWith('metrics.')))}
            <th data-number="true">{t('Time')}</th>
            <th>{t('Model')}</th>
            <th>{t('Tags')}</th>
            <th>{t('Why')}</th>
          </tr>
        </thead>
        <tbody>
          <Spacer height={above} columns={width} />
          {shown.map(({ index }) => {
            const run = runs[index]
            return run ? <RunRow key={run.id} run={run} {...props} live={props.live.get(run.id)} /> : null
          })}
          <Spacer height={below} columns={width} />
        </tbody>
      </table>
    </div>
  )
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr>
      <td className={styles.spacer} colSpan={columns} style={{ height }} />
    </tr>
  )
}

interface HeadingProps {
  readonly column: string
  readonly title: string
  readonly number: boolean
  readonly order: string
  readonly onOrder: (order: string) => void
}

// Down first, as the best are looked for; then up; then the newest first again.
function Heading({ column, title, number, order, onOrder }: HeadingProps) {
  const [down, up] = [`${column} DESC`, `${column} ASC`]
  const next = order === down ? up : order === up ? '' : down
  const sort = order === down ? 'descending' : order === up ? 'ascending' : 'none'
  const mark = sort === 'descending' ? ' ↓' : sort === 'ascending' ? ' ↑' : ''
  return (
    <th data-number={number} aria-sort={sort}>
      <button type="button" onClick={() => onOrder(next)} data-testid={`sort-${column}`}>
        {title}
        {mark}
      </button>
    </th>
  )
}
