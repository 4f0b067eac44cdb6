import type { Interval } from '#shared/domain/examination.ts'

const HEIGHT = 16

/** A figure with its interval on a line; `from` and `to` are the ends of the line. */
export function RangeBar({
  value,
  low,
  high,
  width,
  from = 0,
  to = 1,
}: Interval & { width: number; from?: number; to?: number }) {
  if (value === null) return null
  const at = (figure: number) => ((Math.min(Math.max(figure, from), to) - from) / (to - from || 1)) * (width - 8) + 4
  const middle = HEIGHT / 2
  return (
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      <line x1="4" x2={width - 4} y1={middle} y2={middle} stroke="var(--line)" />
      {low !== null && high !== null && (
        <line
          x1={at(low)}
          x2={at(high)}
          y1={middle}
          y2={middle}
          stroke="var(--accent)"
          strokeWidth="3"
          strokeLinecap="round"
          opacity="0.4"
        />
      )}
      <circle cx={at(value)} cy={middle} r="4" fill="var(--accent)" />
    </svg>
  )
}
