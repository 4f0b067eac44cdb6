import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { t } from '../../i18n.ts'
import type { AxisWords } from './axis-words.ts'
import styles from './parallel-coordinates.module.css'
import { type Brush, moveEnd, type Stretch, setStretch } from './parallel-lines.ts'

const GRIP_PX = 22
const HANDLE_PX = { width: 16, height: 5 }
const KEY_STEP = 0.05
const TITLE_ABOVE_PX = 26
const WORD_ASIDE_PX = 8
const END_ASIDE_PX = 12

interface Props {
  readonly name: string
  readonly title: string
  /** So many letters of the title have room. */
  readonly letters: number
  readonly x: number
  readonly top: number
  readonly bottom: number
  readonly words: AxisWords
  readonly brush: Brush
  readonly onBrush: (brush: Brush) => void
}

/** One axis with its words; dragging along it, or its two handles by arrow keys, chooses the stretch that runs must pass through. */
export function ParallelAxis({ name, title, letters, x, top, bottom, words, brush, onBrush }: Props) {
  const startedAt = useRef<number | null>(null)
  const yOf = (height: number) => bottom - height * (bottom - top)
  const heightAt = (event: PointerEvent<SVGElement>) => {
    const frame = event.currentTarget.ownerSVGElement?.getBoundingClientRect()
    return Math.min(1, Math.max(0, (bottom - (event.clientY - (frame?.top ?? 0))) / (bottom - top)))
  }
  const stretch = brush[name]
  const begin = (event: PointerEvent<SVGElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    startedAt.current = heightAt(event)
  }
  const drag = (event: PointerEvent<SVGElement>) => {
    if (startedAt.current !== null) onBrush(setStretch(brush, name, { from: startedAt.current, to: heightAt(event) }))
  }
  return (
    <g data-testid="parallel-axis" data-brushed={stretch !== undefined}>
      <text className={styles.title} x={x} y={top - TITLE_ABOVE_PX} textAnchor="middle">
        <title>{title}</title>
        {title.length > letters ? `${title.slice(0, Math.max(1, letters - 1))}…` : title}
      </text>
      <line className={styles.axis} x1={x} x2={x} y1={top} y2={bottom} />
      <text className={styles.word} x={x} y={top - END_ASIDE_PX + 2} textAnchor="middle">
        {words.high}
      </text>
      <text className={styles.word} x={x} y={bottom + END_ASIDE_PX + 4} textAnchor="middle">
        {words.low}
      </text>
      {words.between.map(({ at, word }) => (
        <text key={word} className={styles.word} x={x + WORD_ASIDE_PX} y={yOf(at)} dominantBaseline="central">
          {word}
        </text>
      ))}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the two handles do the same by keyboard */}
      <rect
        className={styles.grip}
        x={x - GRIP_PX / 2}
        y={top - HANDLE_PX.height}
        width={GRIP_PX}
        height={bottom - top + 2 * HANDLE_PX.height}
        onPointerDown={begin}
        onPointerMove={drag}
        onPointerUp={() => {
          startedAt.current = null
        }}
        onDoubleClick={() => onBrush(setStretch(brush, name, { from: 0, to: 1 }))}
      />
      {stretch && (
        <rect
          className={styles.stretch}
          x={x - HANDLE_PX.width / 2}
          y={yOf(stretch.to)}
          width={HANDLE_PX.width}
          height={yOf(stretch.from) - yOf(stretch.to)}
        />
      )}
      {(['from', 'to'] as const).map((end) => (
        <Handle
          key={end}
          label={end === 'from' ? t('{{title}}: from', { title }) : t('{{title}}: up to', { title })}
          height={stretch?.[end] ?? (end === 'from' ? 0 : 1)}
          x={x}
          y={yOf(stretch?.[end] ?? (end === 'from' ? 0 : 1))}
          onMove={(to) => onBrush(moveEnd(brush, name, end, to))}
          onClear={() => onBrush(setStretch(brush, name, { from: 0, to: 1 }))}
        />
      ))}
    </g>
  )
}

interface HandleProps {
  readonly label: string
  readonly height: Stretch['from']
  readonly x: number
  readonly y: number
  readonly onMove: (to: number) => void
  readonly onClear: () => void
}

function Handle({ label, height, x, y, onMove, onClear }: HandleProps) {
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClear()
    const to = heightAfter(event.key, height)
    if (to !== null) onMove(to)
    if (to !== null || event.key === 'Escape') event.preventDefault()
  }
  return (
    <rect
      className={styles.handle}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(height * 100)}
      x={x - HANDLE_PX.width / 2}
      y={y - HANDLE_PX.height / 2}
      width={HANDLE_PX.width}
      height={HANDLE_PX.height}
      rx={2}
      onKeyDown={press}
    />
  )
}

// The keys of a slider; null for others.
function heightAfter(key: string, height: number): number | null {
  if (key === 'ArrowUp' || key === 'ArrowRight') return height + KEY_STEP
  if (key === 'ArrowDown' || key === 'ArrowLeft') return height - KEY_STEP
  if (key === 'Home') return 0
  return key === 'End' ? 1 : null
}
