const HEIGHT = 18
const HEADROOM = 1.15
const SMALLEST_REACH = 0.02

interface Props {
  readonly low: number
  readonly value: number
  readonly high: number
  readonly width: number
}

/** A difference with its interval on a line around zero. */
export function IntervalBar({ low, value, high, width }: Props) {
  const reach = Math.max(Math.abs(low), Math.abs(high), SMALLEST_REACH) * HEADROOM
  const at = (figure: number) => ((figure + reach) / (2 * reach)) * width
  const color = low > 0 ? 'var(--good)' : high < 0 ? 'var(--bad)' : 'var(--ink-soft)'
  const middle = HEIGHT / 2
  return (
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      <line x1="0" x2={width} y1={middle} y2={middle} stroke="var(--line)" />
      <line x1={width / 2} x2={width / 2} y1="2" y2={HEIGHT - 2} stroke="var(--line-strong)" />
      <line
        x1={at(low)}
        x2={at(high)}
        y1={middle}
        y2={middle}
        stroke={color}
        strokeWidth="3"
        strokeLinecap="round"
        opacity="0.45"
      />
      <circle cx={at(value)} cy={middle} r="4.5" fill={color} />
    </svg>
  )
}
