import type { DryRun } from '#shared/routes/triggers.ts'
import { translated } from '../../heard.ts'
import { language, plural, t } from '../../i18n.ts'
import styles from './loop-timeline.module.css'
import { timelineParts } from './timeline-parts.ts'

const WIDTH = 720
const HEIGHT = 110
const DATES_Y = 100
const MARK = 4.5

/** The last 30 days: labels approved by day, the trainings there were, and those that the settings in the form would have started. */
export function LoopTimeline({ past }: { past: DryRun['past'] }) {
  const { bars, lanes, ticks, alerts } = timelineParts(past, WIDTH)
  const summary = plural(
    past.started.length,
    'These settings would have started {{count}} training in the last 30 days; there were {{trained}}.',
    'These settings would have started {{count}} trainings in the last 30 days; there were {{trained}}.',
    { trained: past.trained.length },
  )
  const marks = [
    { key: 'started', y: lanes.started, title: t('by these settings'), all: past.started },
    { key: 'trained', y: lanes.trained, title: t('as it was'), all: past.trained },
  ] as const
  return (
    <figure className={styles.figure} data-testid="loop-timeline">
      <figcaption className={styles.caption}>{summary}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={styles.picture} role="img" aria-label={summary}>
        {bars.map(({ key, x, y, width, height, labels }) => (
          <rect key={key} className={styles.bar} x={x} y={y} width={width} height={height}>
            <title>{`${day(key)}: ${plural(labels, '{{count}} label', '{{count}} labels')}`}</title>
          </rect>
        ))}
        {alerts.map(({ x, at, sentence }) => (
          <line key={`${at}${sentence}`} className={styles.alert} x1={x} x2={x} y1={0} y2={lanes.trained}>
            <title>{`${day(at)}: ${translated(sentence)}`}</title>
          </line>
        ))}
        {marks.map(({ key, y, title, all }) => (
          <g key={key} className={styles[key]}>
            <line x1={lanes.from} x2={WIDTH} y1={y} y2={y} />
            <text x={0} y={y}>
              {title}
            </text>
            {all.map(({ at, reason }) => (
              <circle key={at} cx={lanes.x(at)} cy={y} r={MARK}>
                <title>{`${moment(at)}: ${translated(reason.reason)}`}</title>
              </circle>
            ))}
          </g>
        ))}
        {ticks.map(({ at, x }) => (
          <text key={at} className={styles.tick} x={x} y={DATES_Y}>
            {day(at)}
          </text>
        ))}
      </svg>
    </figure>
  )
}

const day = (at: number) => new Date(at).toLocaleDateString(language(), { day: 'numeric', month: 'short' })
const moment = (at: number) => new Date(at).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' })
