import { useElementSize } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react'
import type { Ontology } from '#shared/ontology.ts'
import type { AssetWithOverlay } from '#shared/routes/data.ts'
import { t } from '../../i18n.ts'
import styles from './asset-grid.module.css'
import { AssetTile } from './asset-tile.tsx'
import { columnsIn, moveFocus, selectBy } from './grid-maths.ts'

const GAP_PX = 10
const WORDS_PX = 24
const IMAGE_ASPECT = 0.75
const ROWS_AHEAD = 3

export interface GridState {
  readonly focus: number
  readonly selected: ReadonlySet<number>
}

interface Props {
  readonly assets: readonly AssetWithOverlay[]
  readonly total: number
  readonly ontology: Ontology
  readonly tile: number
  readonly state: GridState
  readonly onState: (state: GridState) => void
  readonly onOpen: (index: number) => void
  readonly onPreview: (index: number) => void
  /** A right click on an image, in pixels of the window; the image is in focus. */
  readonly onMenu: (at: { x: number; y: number }) => void
  /** The grid shows places up to this one: see that they get read. */
  readonly onReach: (index: number) => void
}

/** All assets of a filter as thumbnails; only the rows in sight exist, however many there are. */
export function AssetGrid({ assets, total, ontology, tile, state, onState, onOpen, onPreview, onMenu, onReach }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const { ref: sized, width } = useElementSize<HTMLDivElement>()
  const columns = columnsIn(width, tile, GAP_PX)
  const tileWidth = (width - (columns - 1) * GAP_PX) / columns
  const rowHeight = Math.round(tileWidth * IMAGE_ASPECT) + WORDS_PX
  const rows = useVirtualizer({
    count: Math.ceil(total / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    gap: GAP_PX,
    overscan: ROWS_AHEAD,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are as high as their tiles are wide
  useEffect(() => rows.measure(), [rowHeight, rows])

  // Arrows, Enter and Space work as soon as the page is there, unless somebody types already.
  useEffect(() => {
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true })
  }, [])

  const shown = rows.getVirtualItems()
  const reach = ((shown.at(-1)?.index ?? 0) + 1) * columns
  useEffect(() => onReach(Math.min(reach, total) - 1), [reach, total, onReach])

  const focusOn = (index: number) => {
    onState({ focus: index, selected: new Set([index]) })
    rows.scrollToIndex(Math.floor(index / columns))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const moved = moveFocus(state.focus, event.key, columns, total)
    if (moved !== null) focusOn(moved)
    else if (event.key === 'Enter') onOpen(state.focus)
    else if (event.key === ' ') onPreview(state.focus)
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent) => {
    const index = indexAt(event)
    if (index === null) return
    const selected = selectBy(state.selected, state.focus, index, { shift: event.shiftKey, mod: event.ctrlKey || event.metaKey })
    onState({ focus: index, selected })
  }
  const onContextMenu = (event: MouseEvent) => {
    const index = indexAt(event)
    if (index === null) return
    event.preventDefault()
    onState({ focus: index, selected: state.selected.has(index) ? state.selected : new Set([index]) })
    onMenu({ x: event.clientX, y: event.clientY })
  }
  const onDoubleClick = (event: MouseEvent) => {
    const index = indexAt(event)
    if (index !== null) onOpen(index)
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows in sight are placed by hand, which no table allows
    <div
      ref={scroller}
      className={styles.scroller}
      tabIndex={0}
      role="grid"
      aria-label={t('Assets')}
      aria-rowcount={Math.ceil(total / columns)}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onContextMenu={onContextMenu}
      data-testid="asset-grid"
    >
      <div ref={sized} className={styles.canvas} style={{ height: rows.getTotalSize() }}>
        {width > 0 &&
          shown.map((row) => (
            // biome-ignore lint/a11y/useSemanticElements: as the grid
            // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and moves it by arrows
            <div
              key={row.key}
              className={styles.row}
              role="row"
              style={{ top: row.start, height: row.size, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap: GAP_PX }}
            >
              {Array.from({ length: Math.min(columns, total - row.index * columns) }, (_, column) => {
                const index = row.index * columns + column
                return (
                  <AssetTile
                    key={index}
                    asset={assets[index]}
                    ontology={ontology}
                    index={index}
                    focused={index === state.focus}
                    selected={state.selected.has(index)}
                  />
                )
              })}
            </div>
          ))}
      </div>
    </div>
  )
}

function indexAt({ target }: MouseEvent): number | null {
  const tile = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
  return tile ? Number(tile.dataset.index) : null
}
