import { Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { paths } from '#shared/routes/data.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { tasks } from '#shared/tasks/index.ts'
import { totalOf } from '#shared/total-of.ts'
import { textOn } from '../canvas/shape-views/palette.ts'
import { count, counted, metric } from '../figures.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import { ProgressRing } from './progress-ring.tsx'
import styles from './project-card.module.css'
import { Trend } from './trend.tsx'

/** A project at a glance: four of its images, how far it is, how good its champion is, who works on it now. */
export function ProjectCard({ project }: { project: ProjectSummary }) {
  const total = totalOf(project.assets)
  const { approved } = project.assets
  return (
    <Link to="/projects/$projectId" params={{ projectId: project.id }} className={styles.card} data-testid="project-card">
      <Mosaic project={project} />
      <div className={styles.body}>
        <div className={styles.words}>
          <div className={styles.name}>{project.name}</div>
          <div className={styles.sub}>
            {translated(tasks[project.task].title)}, {counted(total, 'image')}
          </div>
        </div>
        <ProgressRing
          share={total === 0 ? 0 : approved / total}
          label={t('approved: {{approved}} of {{total}}', { approved: count(approved), total: count(total) })}
        />
      </div>
      <div className={styles.foot}>
        <Champion project={project} />
        <People working={project.working} />
      </div>
    </Link>
  )
}

function Mosaic({ project }: { project: ProjectSummary }) {
  const { id, thumbnails } = project
  if (thumbnails.length === 0) return <div className={styles.blank}>{t('No images yet')}</div>
  return (
    <div className={styles.mosaic} data-count={thumbnails.length}>
      {thumbnails.map((assetId) => (
        <img key={assetId} src={paths.thumbnail(id, assetId)} alt="" loading="lazy" decoding="async" />
      ))}
    </div>
  )
}

function Champion({ project: { champion, championMetric, championTrend, task } }: { project: ProjectSummary }) {
  if (champion === null) return <span className={styles.faint}>{t('No model yet')}</span>
  return (
    <span className={styles.champion}>
      <span className={styles.version}>v{champion}</span>
      {translated(tasks[task].metricTitle)} <b>{metric(championMetric)}</b> <Trend value={championTrend} />
    </span>
  )
}

function People({ working }: Pick<ProjectSummary, 'working'>) {
  return (
    <span className={styles.people}>
      {working.slice(0, 4).map(({ name, color }) => (
        <Tooltip key={name} label={t('{{name}} is at work', { name })}>
          <span className={styles.person} style={{ background: color, color: textOn(color) }}>
            {name.slice(0, 1).toUpperCase()}
          </span>
        </Tooltip>
      ))}
    </span>
  )
}
