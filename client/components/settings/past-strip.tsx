import styles from './past-strip.module.css'

const WIDTH = 240
const HEIGHT = 14
const RADIUS = 3.5

/** A line of time with a mark for each moment: said beside it in words. */
export function PastStrip({ from, to, times }: { from: number; to: number; times: readonly number[] }) {
  if (times.length === 0) return null
  const x = (at: number) => RADIUS + ((at - from) / (to - from)) * (WIDTH - 2 * RADIUS)
  return (
    <svg className={styles.strip} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <line x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      {times.map((at) => (
        <circle key={at} cx={x(at)} cy={HEIGHT / 2} r={RADIUS} />
      ))}
    </svg>
  )
}
