import type { Histogram } from '#shared/domain/monitoring.ts'
import styles from './histogram.module.css'

const WIDTH = 168
const HEIGHT = 44
const GAP = 0.14

/** Two distributions over each other: the reference as an area, what is now as its outline. */
export function HistogramPicture({ histogram, label }: { histogram: Histogram; label: string }) {
  const { reference, current } = histogram
  const highest = Math.max(...reference, ...current, Number.MIN_VALUE)
  const step = WIDTH / Math.max(reference.length, 1)
  const height = (share: number) => (share / highest) * (HEIGHT - 2)
  return (
    <svg
      className={styles.histogram}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      {reference.map((share, bin) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
          key={bin}
          className={styles.reference}
          x={(bin + GAP / 2) * step}
          width={step * (1 - GAP)}
          y={HEIGHT - height(share)}
          height={height(share)}
        />
      ))}
      <path className={styles.current} d={outline(current.map(height), step)} />
      {histogram.names.map((name, bin) => (
        <rect key={name} className={styles.name} x={bin * step} y={0} width={step} height={HEIGHT}>
          <title>{name}</title>
        </rect>
      ))}
    </svg>
  )
}

/** The outline of bars of these heights. */
function outline(heights: readonly number[], step: number): string {
  const corners = heights.map((height, bin) => `H${bin * step}V${HEIGHT - height}H${(bin + 1) * step}`)
  return `M0 ${HEIGHT}${corners.join('')}V${HEIGHT}`
}
