import type { PointerEvent } from 'react'
import styles from './panel-edge.module.css'
import { setRightWidth } from './panel-layout.ts'

/** The edge by which the right panel is made wider or narrower. */
export function PanelEdge({ onDragging }: { onDragging: (isDragging: boolean) => void }) {
  function drag(event: PointerEvent<HTMLDivElement>) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    setRightWidth(window.innerWidth - event.clientX)
  }
  return (
    <div
      className={styles.edge}
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
