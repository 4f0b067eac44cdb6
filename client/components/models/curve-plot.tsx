import { type MouseEvent, useRef, useState } from 'react'
import { decimal } from '../../figures.ts'
import styles from './curve-plot.module.css'

/** One line of a curve plot. */
export interface CurveLine {
  readonly name: string
  readonly color: string
  /** Across, up and score of each point, all 0 to 1. */
  readonly points: readonly (readonly [number, number, number])[]
  /** The score from which the label is shown: its place is marked. */
  readonly shownFrom: number | null
}

interface Props {
  readonly lines: readonly CurveLine[]
  readonly across: string
  readonly up: string
  /** Drawn strongest; the others recede. */
  readonly inFocus: string | null
  /** What the picture shows, for those who cannot see it. */
  readonly label: string
  readonly tell: (line: CurveLine, point: readonly [number, number, number]) => string
  readonly onPick: (line: CurveLine, point: readonly [number, number, number]) => void
}

const SIDE = 300
const LEFT = 40
const BELOW = 34
const TICKS = [0, 0.25, 0.5, 0.75, 1]
/** Pixels of the picture within which a point is meant. */
const REACH = 24

/** Curves in a unit square. The nearest point under the pointer says what it is; a click opens its cases. */
export function CurvePlot({ lines, across, up, inFocus, label, tell, onPick }: Props) {
  const frame = useRef<SVGSVGElement>(null)
  const [near, setNear] = useState<Near | null>(null)
  const onMove = (event: MouseEvent) => setNear(frame.current && nearest(frame.current, event, lines))
  const width = LEFT + SIDE + 16
  const height = SIDE + BELOW + 8
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the names beside the picture open the same cases by key */}
      <svg
        ref={frame}
        className={styles.plot}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={label}
        onMouseMove={onMove}
        onMouseLeave={() => setNear(null)}
        onClick={() => near && onPick(near.line, near.point)}
        data-pick={near !== null}
      >
        {TICKS.map((tick) => (
          <g key={tick} className={styles.tick}>
            <line x1={LEFT} x2={LEFT + SIDE} y1={atY(tick)} y2={atY(tick)} />
            <text x={LEFT - 6} y={atY(tick) + 4} textAnchor="end">
              {decimal(tick, 2)}
            </text>
            <text x={atX(tick)} y={SIDE + 22} textAnchor="middle">
              {decimal(tick, 2)}
            </text>
          </g>
        ))}
        <text className={styles.axis} x={LEFT + SIDE} y={SIDE + BELOW + 4} textAnchor="end">
          {across} →
        </text>
        <text className={styles.axis} x={LEFT} y={SIDE + BELOW + 4}>
          ↑ {up}
        </text>
        {lines.map((line) => (
          <polyline
            key={line.name}
            points={line.points.map(([x, y]) => `${atX(x)},${atY(y)}`).join(' ')}
            stroke={line.color}
            className={styles.line}
            data-faint={inFocus !== null && inFocus !== line.name}
          />
        ))}
        {lines.map((line) => (
          <Shown key={line.name} line={line} faint={inFocus !== null && inFocus !== line.name} />
        ))}
        {near && (
          <circle cx={atX(near.point[0])} cy={atY(near.point[1])} r="5" fill="none" stroke="var(--ink)" strokeWidth="1.5" />
        )}
      </svg>
      <p className={styles.told} aria-live="polite">
        {near ? tell(near.line, near.point) : ' '}
      </p>
    </div>
  )
}

// Where the suggestions begin: the last point whose score is high enough.
function Shown({ line, faint }: { line: CurveLine; faint: boolean }) {
  const { shownFrom } = line
  const point = shownFrom === null ? undefined : line.points.findLast(([, , score]) => score >= shownFrom)
  if (!point) return null
  return <circle cx={atX(point[0])} cy={atY(point[1])} r="4" fill={line.color} opacity={faint ? 0.25 : 1} />
}

interface Near {
  readonly line: CurveLine
  readonly point: readonly [number, number, number]
}

function nearest(frame: SVGSVGElement, event: MouseEvent, lines: readonly CurveLine[]): Near | null {
  const { left, top, width } = frame.getBoundingClientRect()
  const scale = frame.viewBox.baseVal.width / width
  const x = (event.clientX - left) * scale
  const y = (event.clientY - top) * scale
  let best: Near | null = null
  let least = REACH
  for (const line of lines) {
    for (const point of line.points) {
      const distance = Math.hypot(atX(point[0]) - x, atY(point[1]) - y)
      if (distance >= least) continue
      least = distance
      best = { line, point }
    }
  }
  return best
}

const atX = (share: number) => LEFT + share * SIDE
const atY = (share: number) => 6 + (1 - share) * SIDE
