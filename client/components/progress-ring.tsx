const SIZE = 40
const STROKE = 4
const RADIUS = (SIZE - STROKE) / 2
const ROUND = 2 * Math.PI * RADIUS

/** A share from 0 to 1 as a ring with its per cent inside. */
export function ProgressRing({ share, label }: { share: number; label: string }) {
  const per = Math.round(share * 100)
  return (
    <svg width={SIZE} height={SIZE} viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={`${per} % ${label}`}>
      <g fill="none" strokeWidth={STROKE} transform={`rotate(-90 ${SIZE / 2} ${SIZE / 2})`}>
        <circle cx={SIZE / 2} cy={SIZE / 2} r={RADIUS} stroke="var(--surface-sunken)" />
        {share > 0 && (
          <circle
            cx={SIZE / 2}
            cy={SIZE / 2}
            r={RADIUS}
            stroke="var(--accent)"
            strokeLinecap="round"
            strokeDasharray={`${share * ROUND} ${ROUND}`}
          />
        )}
      </g>
      <text
        x="50%"
        y="50%"
        dy="0.35em"
        textAnchor="middle"
        fontSize="11"
        fontWeight="600"
        fill="var(--ink)"
        style={{ fontVariantNumeric: 'tabular-nums' }}
      >
        {per}
      </text>
    </svg>
  )
}
