import { type Bounds, bounds, outline, type Ring, type Shape } from '#shared/shapes/index.ts'
import styles from './history-panel.module.css'

/** CSS pixels. */
const SIZE = 44
/** Image pixels around the shapes, as a share of their extent. */
const MARGIN = 0.12
/** A ring with more points than this looks the same with fewer. */
const MOST_POINTS = 60

interface Props {
  /** Dashed: what it was. */
  readonly before: Shape | null
  readonly after: Shape
  readonly color: string
}

/** A shape before and after a change, small, in one frame. */
export function ShapeThumbnail({ before, after, color }: Props) {
  const frame = frameOf([bounds(after), before && bounds(before)].filter((box) => box !== null))
  if (!frame) return <span className={styles.noShape} />
  return (
    <svg
      className={styles.thumbnail}
      width={SIZE}
      height={SIZE}
      viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`}
      aria-hidden="true"
    >
      {before && <path d={pathOf(before)} className={styles.before} vectorEffect="non-scaling-stroke" />}
      <path d={pathOf(after)} stroke={color} fill={color} className={styles.after} vectorEffect="non-scaling-stroke" />
    </svg>
  )
}

function frameOf(boxes: readonly Bounds[]): Bounds | null {
  const [first] = boxes
  if (!first) return null
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  const width = Math.max(1, ...boxes.map((box) => box.x + box.width - x))
  const height = Math.max(1, ...boxes.map((box) => box.y + box.height - y))
  const side = Math.max(width, height) * (1 + 2 * MARGIN)
  return { x: x - (side - width) / 2, y: y - (side - height) / 2, width: side, height: side }
}

const pathOf = (shape: Shape): string => outline(shape).map(ringPath).join(' ')

function ringPath(ring: Ring): string {
  const step = Math.max(1, Math.ceil(ring.length / 2 / MOST_POINTS))
  const points: string[] = []
  for (let index = 0; index < ring.length; index += 2 * step) points.push(`${ring[index]} ${ring[index + 1]}`)
  return points.length === 0 ? '' : `M${points.join('L')}Z`
}
