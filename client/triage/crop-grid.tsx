import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, type RefObject, useEffect, useImperativeHandle, useRef } from 'react'
import { useStore } from 'zustand'
import type { Ontology } from '#shared/ontology.ts'
import type { SuggestionItem } from '#shared/routes/review.ts'
import { columnsIn } from '../components/assets/grid-maths.ts'
import { t } from '../i18n.ts'
import styles from './crop-grid.module.css'
import { CropTile, cellId } from './crop-tile.tsx'
import { tilesIn } from './picking.ts'
import type { TriageWork } from './triage-work.ts'
import { useStretch } from './use-stretch.ts'

const GAP_PX = 4
const ROWS_AHEAD = 4
const UNKNOWN_COLOR = '#9a9a9a'

/** What the keys need of the grid as it stands. */
export interface GridHandle {
  readonly columns: number
  /** Places in sight, from the first to the last. */
  inSight(): readonly number[]
  show(index: number): void
}

interface Props {
  readonly work: TriageWork
  readonly items: readonly SuggestionItem[]
  readonly ontology: Ontology
  readonly tile: number
  readonly handle: RefObject<GridHandle | null>
  readonly onOpen: (index: number) => void
  /** These places are in sight. */
  readonly onSight: (first: number, last: number) => void
}

/** Crops side by side; only the rows in sight exist. A click puts the focus there, a drag picks many. */
export function CropGrid({ work, items, ontology, tile, handle, onOpen, onSight }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const { ref: sized, width } = useElementSize<HTMLDivElement>()
  const canvasRef = useMergedRef(sized, canvas)
  const { seen, focus, picked } = useStore(work.state)
  const columns = columnsIn(width, tile, GAP_PX)
  const side = Math.floor((width - (columns - 1) * GAP_PX) / columns)
  const rows = useVirtualizer({
    count: Math.ceil(items.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => side,
    gap: GAP_PX,
    overscan: ROWS_AHEAD,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are as high as their tiles are wide
  useEffect(() => rows.measure(), [side, rows])
  useEffect(() => scroller.current?.focus({ preventScroll: true }), [])

  const { startIndex, endIndex } = rows.range ?? { startIndex: 0, endIndex: 0 }
  const last = Math.min((endIndex + 1) * columns, items.length) - 1
  useEffect(() => onSight(startIndex * columns, last), [startIndex, columns, last, onSight])

  useImperativeHandle(handle, () => ({
    columns,
    inSight: () => Array.from({ length: last - startIndex * columns + 1 }, (_, offset) => startIndex * columns + offset),
    show: (index) => rows.scrollToIndex(Math.floor(index / columns)),
  }))
  const stretch = useStretch(canvas, (place) =>
    work.state.setState({ picked: new Set(tilesIn(place, { columns, tile: side, gap: GAP_PX, total: items.length })) }),
  )
  const onClick = (event: MouseEvent) => {
    const index = indexAt(event)
    if (index === null || stretch.wasDragged()) return
    work.state.setState(({ anchor, picked: before }) => pickedByClick(event, index, anchor, before))
  }
  const onDoubleClick = (event: MouseEvent) => {
    const index = indexAt(event)
    if (index !== null) onOpen(index)
  }
  const colors = new Map(ontology.labels.map(({ name, color }) => [name, color]))

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows in sight are placed by hand, which no table allows
    // biome-ignore lint/a11y/useKeyWithClickEvents: the page hears the keys, see use-triage-keys.ts
    <div
      ref={scroller}
      className={styles.scroller}
      tabIndex={0}
      role="grid"
      aria-label={t('Suggestions')}
      aria-multiselectable="true"
      aria-rowcount={Math.ceil(items.length / columns)}
      aria-colcount={columns}
      aria-activedescendant={cellId(focus)}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onPointerDown={stretch.onPointerDown}
      data-testid="crop-grid"
    >
      <div ref={canvasRef} className={styles.canvas} style={{ height: rows.getTotalSize() }}>
        {width > 0 &&
          rows.getVirtualItems().map((row) => (
            // biome-ignore lint/a11y/useSemanticElements: as the grid
            // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and moves it by arrows
            <div
              key={row.key}
              className={styles.row}
              role="row"
              aria-rowindex={row.index + 1}
              style={{ top: row.start, height: side, gridTemplateColumns: `repeat(${columns}, ${side}px)`, gap: GAP_PX }}
            >
              {items.slice(row.index * columns, (row.index + 1) * columns).map((item, column) => {
                const index = row.index * columns + column
                const now = seen.get(item.annotation.id)
                return (
                  <CropTile
                    key={item.annotation.id}
                    item={item}
                    seen={now}
                    color={colors.get((now ?? item.annotation).label) ?? UNKNOWN_COLOR}
                    index={index}
                    column={column}
                    isFocused={index === focus}
                    isPicked={picked.has(index)}
                  />
                )
              })}
            </div>
          ))}
        {stretch.place && (
          <div
            className={styles.stretch}
            style={{
              left: stretch.place.left,
              top: stretch.place.top,
              width: stretch.place.right - stretch.place.left,
              height: stretch.place.bottom - stretch.place.top,
            }}
          />
        )}
      </div>
    </div>
  )
}

function pickedByClick(event: MouseEvent, index: number, anchor: number, before: ReadonlySet<number>) {
  if (event.shiftKey) return { focus: index, picked: rangeOf(anchor, index) }
  if (!event.ctrlKey && !event.metaKey) return { focus: index, anchor: index, picked: new Set<number>() }
  const picked = new Set(before)
  if (!picked.delete(index)) picked.add(index)
  return { focus: index, anchor: index, picked }
}

const rangeOf = (from: number, to: number): Set<number> =>
  new Set(Array.from({ length: Math.abs(to - from) + 1 }, (_, offset) => Math.min(from, to) + offset))

function indexAt({ target }: MouseEvent): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
  return cell ? Number(cell.dataset.index) : null
}
