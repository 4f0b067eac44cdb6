import type { QualityReport } from '#shared/domain/monitoring.ts'
import { percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { sparklinePoints } from '../sparkline.tsx'
import { StateTag, type Tone } from '../state-tag.tsx'
import styles from './quality-watches.module.css'

type Watch = QualityReport['watches'][number]

const TITLES = {
  acceptance: t('Right of what is suggested'),
  findings: t('Found of what is there'),
} as const satisfies Record<Watch['signal'], string>

const STATES = {
  learning: { tone: 'quiet', word: t('learning what is usual') },
  steady: { tone: 'good', word: t('as usual') },
  dropped: { tone: 'bad', word: t('dropped') },
} as const satisfies Record<Watch['state'], { tone: Tone; word: string }>

const WIDTH = 220
const HEIGHT = 44
const EDGE = 4

/** Both shares over the decided images, with what is usual and whether it has dropped. */
export function QualityWatches({ quality }: { quality: QualityReport }) {
  return (
    <div className={styles.watches}>
      {quality.watches.map((watch) => (
        <div key={watch.signal} className={styles.watch} data-testid={`watch-${watch.signal}`}>
          <span className={styles.title}>{TITLES[watch.signal]}</span>
          <TrendLine values={quality.trend.flatMap((point) => point[watch.signal] ?? [])} />
          <span className={styles.now}>
            <b>{watch.now === null ? '–' : percent(watch.now)}</b>
            {watch.usual !== null && <span>{t('usually {{share}}', { share: percent(watch.usual) })}</span>}
          </span>
          <StateTag tone={STATES[watch.state].tone}>{STATES[watch.state].word}</StateTag>
        </div>
      ))}
    </div>
  )
}

function TrendLine({ values }: { values: readonly number[] }) {
  const points = sparklinePoints(values, WIDTH, HEIGHT, EDGE)
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--line)" />
      <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} fill="none" stroke="var(--accent)" strokeWidth="1.6" />
    </svg>
  )
}
