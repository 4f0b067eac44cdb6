import type { Look, SignalId } from '#shared/domain/monitoring.ts'
import { plural } from '../../i18n.ts'
import { sparklinePoints } from '../sparkline.tsx'

const WIDTH = 110
const HEIGHT = 30
const EDGE = 4

/** How large a signal's difference was in each tested window; those that raised an alarm are marked. Nothing before the second one. */
export function LookLine({ looks, signal }: { looks: readonly Look[]; signal: SignalId }) {
  const found = looks.flatMap(({ at, sizes }) => {
    const one = sizes.find((size) => size.signal === signal)
    return one ? [{ at, ...one }] : []
  })
  const points = sparklinePoints(
    found.map(({ size }) => size),
    WIDTH,
    HEIGHT,
    EDGE,
  )
  if (points.length === 0) return null
  const alarms = found.filter(({ drifted }) => drifted).length
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={plural(alarms, '{{count}} window of {{all}} drifted', '{{count}} windows of {{all}} drifted', {
        all: found.length,
      })}
    >
      <polyline
        points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
        fill="none"
        stroke="var(--ink-faint)"
        strokeWidth="1.3"
      />
      {points.map(({ x, y }, place) => (
        <circle
          key={found[place]?.at}
          cx={x}
          cy={y}
          r={found[place]?.drifted ? 3 : 1.6}
          fill={found[place]?.drifted ? 'var(--bad)' : 'var(--ink-faint)'}
        />
      ))}
    </svg>
  )
}
