import type { KeyboardEvent, PointerEvent } from 'react'
import { useStore } from 'zustand'
import { t } from '../i18n.ts'
import styles from './panel-edge.module.css'
import { PANEL_WIDTH, panelLayout, setRightWidth } from './panel-layout.ts'

/** Pixels by one press of an arrow. */
const STEP = 16

// Where people read from right to left, the panel stands on the left.
const isMirrored = ({ currentTarget }: { currentTarget: Element }) => getComputedStyle(currentTarget).direction === 'rtl'

/** The edge by which the right panel is made wider or narrower, by the pointer or the arrows. */
export function PanelEdge({ onDragging }: { onDragging: (isDragging: boolean) => void }) {
  const width = useStore(panelLayout, ({ rightWidth }) => rightWidth)
  function press(event: KeyboardEvent<HTMLDivElement>) {
    const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key]
    if (by === undefined) return
    event.preventDefault()
    setRightWidth(width + (isMirrored(event) ? -by : by))
  }
  function drag(event: PointerEvent<HTMLDivElement>) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    setRightWidth(isMirrored(event) ? event.clientX : window.innerWidth - event.clientX)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule between texts is no handle
    <div
      className={styles.edge}
      role="separator"
      aria-orientation="vertical"
      aria-label={t('Width of the panel')}
      aria-valuenow={width}
      aria-valuemin={PANEL_WIDTH.least}
      aria-valuemax={PANEL_WIDTH.most}
      tabIndex={0}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        onDragging(true)
      }}
      onPointerMove={drag}
      onPointerUp={() => onDragging(false)}
      onPointerCancel={() => onDragging(false)}
    />
  )
}
