import { Link } from '@tanstack/react-router'
import type { Overview } from '#shared/routes/projects.ts'
import { t } from '../../i18n.ts'
import { type LabelOutlook, type LabelTip, labelTips } from './label-outlook.ts'
import styles from './label-tips.module.css'

/** What to do about single labels, each with its reason; nothing where nothing is known. */
export function LabelTips({ overview, outlooks }: { overview: Overview; outlooks: readonly LabelOutlook[] }) {
  const tips = labelTips(overview, outlooks)
  if (tips.length === 0) return null
  return (
    <ul className={styles.tips} data-testid="label-tips">
      {tips.map((tip) => (
        <li key={tip.kind}>
          <b>{tip.act}</b> <span>{tip.reason}</span> <TipLink tip={tip} overview={overview} />
        </li>
      ))}
    </ul>
  )
}

function TipLink({ tip, overview: { project } }: { tip: LabelTip; overview: Overview }) {
  const { id: projectId, champion: version } = project
  if (tip.kind === 'collect')
    return (
      <Link to="/projects/$projectId/data" params={{ projectId }}>
        {t('Import images')}
      </Link>
    )
  if (tip.kind === 'label' || version === null) return null
  return (
    <Link
      to="/projects/$projectId/models/$version"
      params={{ projectId, version }}
      search={{ tab: 'suspects', label: tip.label }}
    >
      {t('Likely label mistakes')}
    </Link>
  )
}
