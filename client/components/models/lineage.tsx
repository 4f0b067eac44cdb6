import { Link } from '@tanstack/react-router'
import type { Model } from '#shared/domain/training.ts'
import { count } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'
import styles from './lineage.module.css'

/** Where a model comes from and what came after it: data, run, the champion it was held against, the next ones. */
export function Lineage({ model, models }: { model: Model; models: readonly Model[] }) {
  const { projectId, version, runId, gate } = model
  const later = models.filter((one) => one.gate?.against === version).sort((a, b) => a.version - b.version)
  return (
    <ol className={styles.lineage}>
      <li>
        <Link to="/projects/$projectId/data" params={{ projectId }}>
          {model.snapshotNumber === null ? t('no snapshot') : t('snapshot {{number}}', { number: model.snapshotNumber })}
        </Link>
        <span>{plural(model.labels, '{{count}} label', '{{count}} labels')}</span>
      </li>
      {runId !== null && (
        <li>
          <Link to="/projects/$projectId/runs/$runId" params={{ projectId, runId }}>
            {t('its run')}
          </Link>
          <span>{model.architecture}</span>
        </li>
      )}
      <li data-own="true">
        <b>v{version}</b>
        <span>{t('{{thousands}} thousand parameters', { thousands: count(model.parametersCount / 1000) })}</span>
      </li>
      {gate?.against != null && (
        <li>
          {t('held against')} <Version projectId={projectId} version={gate.against} />
        </li>
      )}
      {later.length > 0 && (
        <li>
          {t('champion at the gate of')}{' '}
          {later.map((one) => (
            <Version key={one.version} projectId={projectId} version={one.version} />
          ))}
        </li>
      )}
    </ol>
  )
}

function Version({ projectId, version }: Pick<Model, 'projectId' | 'version'>) {
  return (
    <Link to="/projects/$projectId/models/$version" params={{ projectId, version }}>
      v{version}
    </Link>
  )
}
