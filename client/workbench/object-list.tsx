import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import type { Annotation } from '#shared/domain/annotation.ts'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import styles from './object-list.module.css'
import { ObjectRow } from './object-row.tsx'
import { goTo } from './review-acts.ts'

const ROW_HEIGHT = 30
const ROWS_BEYOND = 12

interface Props {
  readonly annotations: readonly Annotation[]
  readonly isFiltered: boolean
}

/** The list of objects; only the rows in sight exist, however many there are. */
export function ObjectList({ annotations, isFiltered }: Props) {
  const { desk, snapshot } = useOpenDesk()
  const selection = useDeskState((ui) => ui.selection)
  const scroller = useRef<HTMLDivElement>(null)
  const colors = useMemo(
    () => new Map(desk.project.ontology.labels.map(({ name, color }) => [name, color])),
    [desk.project.ontology],
  )
  const contested = useMemo(() => new Set(snapshot.conflicts.map(({ target }) => target)), [snapshot.conflicts])
  const rows = useVirtualizer({
    count: annotations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: ROWS_BEYOND,
    getItemKey: (index) => annotations[index]?.id ?? index,
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection scrolls, not a list that changed under it
  useEffect(() => {
    const index = annotations.findIndex(({ id }) => id === selection[0])
    if (index >= 0) rows.scrollToIndex(index, { align: 'auto' })
  }, [selection])

  if (annotations.length === 0)
    return (
      <p className={styles.empty}>{isFiltered ? 'Nothing matches this filter.' : 'Nothing here yet: press a digit and draw.'}</p>
    )
  return (
    <div ref={scroller} className={styles.scroller} data-testid="object-list">
      <div className={styles.rows} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const annotation = annotations[index]
          if (!annotation) return null
          return (
            <ObjectRow
              key={key}
              annotation={annotation}
              color={colors.get(annotation.label) ?? 'var(--ink-faint)'}
              top={start}
              isSelected={selection.includes(annotation.id)}
              isContested={contested.has(annotation.id)}
              onChoose={() => goTo(desk, annotation)}
            />
          )
        })}
      </div>
    </div>
  )
}
