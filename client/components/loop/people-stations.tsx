import { Link } from '@tanstack/react-router'
import type { AssetStatus } from '#shared/domain/asset.ts'
import type { Job } from '#shared/domain/job.ts'
import type { Overview } from '#shared/routes/projects.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { totalOf } from '#shared/total-of.ts'
import { count, percent } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { plural, t } from '../../i18n.ts'
import styles from './people-stations.module.css'
import { Station } from './station.tsx'

interface Props {
  readonly overview: Overview
  readonly importing: Job | undefined
}

/** The four stations where people work: images, suggested, in review, approved. */
export function PeopleStations({ overview: { project }, importing }: Props) {
  const { assets, annotations, id: projectId } = project
  const total = totalOf(assets)
  const objects = OBJECTS[project.task]
  const link = (status?: AssetStatus) => (content: React.ReactNode, className: string) => (
    <Link to="/projects/$projectId/assets" params={{ projectId }} search={status ? { status } : {}} className={className}>
      {content}
    </Link>
  )
  return (
    <>
      <Station
        name="images"
        title={t('Images')}
        figure={count(total)}
        note={importing ? translated(importing.progress?.message ?? t('importing')) : noteOfNew(assets.new, total)}
        active={importing !== undefined}
        empty={total === 0}
        link={link()}
      />
      <Station
        name="suggested"
        title={t('Suggested')}
        figure={count(assets.suggested)}
        note={annotations.suggested === 0 ? t('by the model') : objects(annotations.suggested)}
        empty={assets.suggested === 0}
        link={link('suggested')}
      />
      <Station
        name="review"
        title={t('In review')}
        figure={count(assets.review)}
        note={assets.begun === 0 ? t('submitted') : t('{{begun}} begun', { begun: count(assets.begun) })}
        empty={assets.review === 0}
        link={link('review')}
      />
      <Station
        name="approved"
        title={t('Approved')}
        figure={count(assets.approved)}
        note={objects(annotations.approved)}
        empty={assets.approved === 0}
        link={link('approved')}
      >
        <Share value={total === 0 ? 0 : assets.approved / total} />
      </Station>
    </>
  )
}

function Share({ value }: { value: number }) {
  return (
    <span className={styles.share} title={t('{{share}} of all images', { share: percent(value) })}>
      <span style={{ width: `${value * 100}%` }} />
    </span>
  )
}

const OBJECTS = {
  detection: (number) => plural(number, '{{count}} shape', '{{count}} shapes'),
  oriented: (number) => plural(number, '{{count}} shape', '{{count}} shapes'),
  segmentation: (number) => plural(number, '{{count}} shape', '{{count}} shapes'),
  classification: (number) => plural(number, '{{count}} class', '{{count}} classes'),
  keypoints: (number) => plural(number, '{{count}} skeleton', '{{count}} skeletons'),
  anomaly: (number) => plural(number, '{{count}} verdict', '{{count}} verdicts'),
  multilabel: (number) => plural(number, '{{count}} tag', '{{count}} tags'),
  regression: (number) => plural(number, '{{count}} number', '{{count}} numbers'),
} as const satisfies Record<TaskId, (number: number) => string>

function noteOfNew(untouched: number, total: number): string {
  if (total === 0) return t('none yet')
  return untouched === 0 ? t('none untouched') : t('{{untouched}} untouched', { untouched: count(untouched) })
}
