const WIDTH = 96
const HEIGHT = 26
const EDGE = 2

/** A curve as small as a word; nothing where fewer than two points are known. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const points = sparklinePoints(values, WIDTH, HEIGHT, EDGE)
  const last = points.at(-1)
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {last && (
        <>
          <polyline
            points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
            fill="none"
            stroke="var(--accent)"
            strokeWidth="1.5"
            strokeLinejoin="round"
          />
          <circle cx={last.x} cy={last.y} r={EDGE} fill="var(--accent)" />
        </>
      )}
    </svg>
  )
}

/** Where the values lie in a frame of this size: first at the left, highest at the top; none for fewer than two values. */
export function sparklinePoints(
  values: readonly number[],
  width: number,
  height: number,
  edge: number,
): { x: number; y: number }[] {
  if (values.length < 2) return []
  const low = Math.min(...values)
  const range = Math.max(...values) - low || 1
  return values.map((value, index) => ({
    x: edge + (index / (values.length - 1)) * (width - 2 * edge),
    y: height - edge - ((value - low) / range) * (height - 2 * edge),
  }))
}
