import { type CSSProperties, type MouseEvent, type ReactNode, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { PanelEdge } from './panel-edge.tsx'
import { panelLayout } from './panel-layout.ts'
import styles from './workbench-frame.module.css'

interface Props {
  readonly top?: ReactNode
  readonly left?: ReactNode
  /** What the tool in hand can be told; it has its place also while it is empty, so that the image never moves. */
  readonly tool?: ReactNode
  readonly stage?: ReactNode
  /** Below the image, as high as it needs to be; no place at all where there is none. */
  readonly timeline?: ReactNode
  readonly right?: ReactNode
  readonly bottom?: ReactNode
}

/** The places of the workbench, in their final size from the first moment. */
export function WorkbenchFrame({ top, left, tool, stage, timeline, right, bottom }: Props) {
  const { isLeftOpen, isRightOpen, rightWidth } = useStore(panelLayout)
  const [isDragging, setDragging] = useState(false)
  const isByMouse = useRef(false)
  const widths = {
    '--left-width': isLeftOpen ? '44px' : '0px',
    '--right-width': isRightOpen ? `${rightWidth}px` : '0px',
  } as CSSProperties
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the keyboard where it is
    // biome-ignore lint/a11y/useKeyWithClickEvents: only the mouse takes the keyboard away
    <div
      className={styles.frame}
      style={widths}
      data-dragging={isDragging}
      data-regions
      data-testid="workbench"
      onMouseDown={(event) => {
        isByMouse.current = true
        keepKeyboard(event)
      }}
      onKeyDownCapture={() => {
        isByMouse.current = false
      }}
      onClick={(event) => isByMouse.current && giveBackKeyboard(event)}
    >
      <header className={styles.top}>{top}</header>
      {isLeftOpen && <nav className={styles.left}>{left}</nav>}
      <div className={styles.tool}>{tool}</div>
      <main className={styles.stage}>{stage}</main>
      {timeline && <div className={styles.timeline}>{timeline}</div>}
      {isRightOpen && (
        <aside className={styles.right}>
          {right}
          <PanelEdge onDragging={setDragging} />
        </aside>
      )}
      <footer className={styles.bottom}>{bottom}</footer>
    </div>
  )
}

// A click on a button must not take the keys away from the image: the next Enter accepts, it does not press the button again.
function keepKeyboard(event: MouseEvent) {
  const target = event.target as HTMLElement
  if (target.closest('input, textarea, [role=slider]')) return
  event.preventDefault()
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}

// Tabs and switches take the keyboard when their label is clicked, whatever became of the mouse's press.
function giveBackKeyboard({ target, currentTarget }: MouseEvent) {
  const isSwitch = target instanceof HTMLInputElement && (target.type === 'radio' || target.type === 'checkbox')
  if (isSwitch && currentTarget.contains(target)) target.blur()
}
