import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { Annotation } from '#shared/domain/annotation.ts'
import { labelNamed, missingAttribute } from '#shared/ontology.ts'
import { t } from '../i18n.ts'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import type { ListLine } from './object-filter.ts'
import { ObjectHead } from './object-head.tsx'
import styles from './object-list.module.css'
import { fold } from './object-listing.ts'
import type { MarkSet, Marks } from './object-marks.tsx'
import { ObjectRow } from './object-row.tsx'
import { goTo } from './review-acts.ts'
import { toggle } from './view-acts.ts'

const ROW_HEIGHT = 30
const ROWS_BEYOND = 12

interface Props {
  readonly lines: readonly ListLine[]
  readonly isFiltered: boolean
}

/** The list of objects; only the rows in sight exist, however many there are. */
export function ObjectList({ lines, isFiltered }: Props) {
  const { desk, snapshot } = useOpenDesk()
  const selection = useDeskState((ui) => ui.selection)
  const marksOf = useMarks()
  const scroller = useRef<HTMLDivElement>(null)
  const { ontology } = desk.project
  const selected = useMemo(() => new Set(selection), [selection])
  const contested = useMemo(() => new Set(snapshot.conflicts.map(({ target }) => target)), [snapshot.conflicts])
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: ROWS_BEYOND,
    getItemKey: (index) => lines[index]?.key ?? index,
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection scrolls, not a list that changed under it
  useEffect(() => {
    const index = lines.findIndex(({ key }) => key === selection[0])
    if (index >= 0) rows.scrollToIndex(index, { align: 'auto' })
  }, [selection])

  // The same functions for every desk, so that a row is drawn again only when its own object changes.
  const latest = useRef(desk)
  latest.current = desk
  const choose = useCallback((annotation: Annotation, adds: boolean) => {
    if (!adds) return goTo(latest.current, annotation)
    const { ui } = latest.current
    const { selection } = ui.getState()
    const others = selection.filter((id) => id !== annotation.id)
    ui.setState({ selection: others.length < selection.length ? others : [...selection, annotation.id], tool: 'select' })
  }, [])
  const mark = useCallback((set: MarkSet, annotations: readonly Annotation[]) => toggle(latest.current, set, annotations), [])

  if (lines.length === 0)
    return (
      <p className={styles.empty}>
        {isFiltered ? t('Nothing matches this filter.') : t('Nothing here yet: press a digit and draw.')}
      </p>
    )
  return (
    <div ref={scroller} className={styles.scroller} data-testid="object-list">
      <div className={styles.rows} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const line = lines[index]
          if (!line) return null
          if (line.kind === 'head')
            return (
              <ObjectHead
                key={key}
                line={line}
                top={start}
                {...marksOf(line.annotations)}
                onFold={() => fold(line.title)}
                onChoose={() => desk.ui.setState({ selection: line.annotations.map(({ id }) => id), tool: 'select' })}
                onMark={mark}
              />
            )
          const { annotation } = line
          return (
            <ObjectRow
              key={key}
              annotation={annotation}
              color={labelNamed(ontology, annotation.label)?.color ?? 'var(--ink-faint)'}
              top={start}
              isSelected={selected.has(annotation.id)}
              isContested={contested.has(annotation.id)}
              isMissing={annotation.status !== 'suggested' && missingAttribute(ontology, annotation) !== null}
              {...marksOf([annotation])}
              onChoose={choose}
              onMark={mark}
            />
          )
        })}
      </div>
    </div>
  )
}

function useMarks(): (annotations: readonly Annotation[]) => Marks {
  const hidden = useDeskState((ui) => ui.hidden)
  const locked = useDeskState((ui) => ui.locked)
  const pinned = useDeskState((ui) => ui.pinned)
  return (annotations) => ({
    isHidden: annotations.every(({ id }) => hidden.has(id)),
    isLocked: annotations.every(({ id }) => locked.has(id)),
    isPinned: annotations.every(({ id }) => pinned.has(id)),
  })
}
