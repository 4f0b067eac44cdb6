import type { Calibration } from '#shared/domain/examination.ts'
import { count, decimal, percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import styles from './calibration-diagram.module.css'

const SIDE = 240
const LEFT = 36
const BELOW = 32
const TICKS = [0, 0.5, 1]

/** How often claims of a score are right: on the diagonal a score is a probability. The more claims, the stronger the bar. */
export function CalibrationDiagram({ calibration: { bins, error, brier } }: { calibration: Calibration }) {
  const most = Math.max(1, ...bins.map((bin) => bin.count))
  return (
    <div className={styles.frame}>
      <svg
        viewBox={`0 0 ${LEFT + SIDE + 14} ${SIDE + BELOW + 8}`}
        role="img"
        aria-label={t('How often claims of a score are right')}
      >
        {TICKS.map((tick) => (
          <g key={tick} className={styles.tick}>
            <line x1={LEFT} x2={LEFT + SIDE} y1={atY(tick)} y2={atY(tick)} />
            <text x={LEFT - 6} y={atY(tick) + 4} textAnchor="end">
              {decimal(tick, 1)}
            </text>
            <text x={atX(tick)} y={SIDE + 22} textAnchor="middle">
              {decimal(tick, 1)}
            </text>
          </g>
        ))}
        {bins.map(
          (bin) =>
            bin.precision !== null && (
              <rect
                key={bin.from}
                x={atX(bin.from) + 1}
                width={(bin.to - bin.from) * SIDE - 2}
                y={atY(bin.precision)}
                height={bin.precision * SIDE}
                fill="var(--accent)"
                opacity={0.25 + (0.75 * bin.count) / most}
              >
                <title>
                  {t('score {{from}} to {{to}}: {{right}} right of {{claims}}', {
                    from: decimal(bin.from, 1),
                    to: decimal(bin.to, 1),
                    right: percent(bin.precision),
                    claims: count(bin.count),
                  })}
                </title>
              </rect>
            ),
        )}
        <line className={styles.ideal} x1={atX(0)} y1={atY(0)} x2={atX(1)} y2={atY(1)} />
        <text className={styles.axis} x={LEFT + SIDE} y={SIDE + BELOW + 4} textAnchor="end">
          {t('score')} →
        </text>
        <text className={styles.axis} x={LEFT} y={SIDE + BELOW + 4}>
          ↑ {t('share that is right')}
        </text>
      </svg>
      <p className={styles.told}>
        {error !== null && t('Scores are off by {{error}} on average', { error: decimal(error, 3) })}
        {brier !== null && ` · ${t('Brier score {{brier}}', { brier: decimal(brier, 3) })}`}
      </p>
    </div>
  )
}

const atX = (share: number) => LEFT + share * SIDE
const atY = (share: number) => 6 + (1 - share) * SIDE
