import { Link } from '@tanstack/react-router'
import type { Overview } from '#shared/routes/projects.ts'
import { tasks } from '#shared/tasks/index.ts'
import { metric } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { Trend } from '../trend.tsx'
import { Station } from './station.tsx'

/** The last verdict: did the newest model pass? */
export function GateStation({ overview: { project, learning, activeRun } }: { overview: Overview }) {
  const newest = learning.at(-1)
  const judging = activeRun?.state === 'gate' || activeRun?.state === 'evaluating'
  return (
    <Station
      name="gate"
      title={t('Gate')}
      figure={newest ? (newest.promoted ? t('Passed') : t('Held')) : '–'}
      note={judging ? t('judging now') : newest ? `v${newest.version}, ${metric(newest.metric)}` : t('no verdict yet')}
      active={judging}
      empty={!newest}
      link={(content, className) => (
        <Link
          {...(newest
            ? { to: '/projects/$projectId/models/$version', params: { projectId: project.id, version: newest.version } }
            : { to: '/projects/$projectId/models', params: { projectId: project.id } })}
          className={className}
        >
          {content}
        </Link>
      )}
    />
  )
}

/** The model that pre-labels now, its figure, and how that grew. */
export function ChampionStation({ overview: { project } }: { overview: Overview }) {
  const { champion, championMetric, championTrend, task } = project
  return (
    <Station
      name="champion"
      title={champion === null ? t('Champion') : t('Champion v{{champion}}', { champion })}
      figure={champion === null ? '–' : metric(championMetric)}
      note={
        champion === null ? (
          t('no model yet')
        ) : (
          <>
            {translated(tasks[task].metricTitle)} <Trend value={championTrend} />
          </>
        )
      }
      empty={champion === null}
      link={(content, className) => (
        <Link
          {...(champion === null
            ? { to: '/projects/$projectId/models', params: { projectId: project.id } }
            : { to: '/projects/$projectId/models/$version', params: { projectId: project.id, version: champion } })}
          className={className}
        >
          {content}
        </Link>
      )}
    />
  )
}
