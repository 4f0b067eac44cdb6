import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Project } from '#shared/domain/project.ts'
import type { Agreement } from '#shared/domain/raters.ts'
import type { RoundSummary } from '#shared/routes/raters.ts'
import { count, percent } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { FigureTable } from '../figure-table.tsx'
import { LabelName } from '../label-name.tsx'
import { Panel } from '../page.tsx'
import { QueryError } from '../query-error.tsx'
import { PairMatrix } from './pair-matrix.tsx'
import { alphaSentence, coefficient, useRaterNames } from './rater-words.ts'
import styles from './round-agreement.module.css'

/** How far the raters of a round agree. */
export function RoundAgreement({ project, round }: { project: Project; round: RoundSummary }) {
  const { data, error, refetch } = useQuery(queries.agreement(project.id, round.id))
  if (error && !data) return <QueryError what={t('The agreement')} error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton height={320} radius={12} />
  return (
    <>
      <Panel
        title={round.name}
        aside={t('{{rated}} of {{wanted}} ratings', { rated: count(round.rated), wanted: count(round.wanted) })}
      >
        <div className={styles.headline}>
          <span className={styles.alpha} data-testid="alpha">
            {coefficient(data.alpha.value)}
          </span>
          <div>
            <b>{t('Krippendorff’s alpha')}</b>
            <Text size="sm">{alphaSentence(data.alpha)}</Text>
            <Text size="sm" c="dimmed">
              {t('{{units}} things that two or more judged, on {{images}} images.', {
                units: count(data.units),
                images: count(data.images),
              })}{' '}
              {data.fleiss !== null && t('Fleiss’ kappa {{kappa}}.', { kappa: coefficient(data.fleiss) })}
            </Text>
          </div>
        </div>
      </Panel>
      <PeopleTable people={data.people} />
      <div className={styles.columns}>
        {data.pairs.length > 0 && (
          <Panel title={t('Two by two (Cohen’s kappa)')}>
            <PairMatrix pairs={data.pairs} />
          </Panel>
        )}
        <Panel title={t('By label (alpha)')}>
          <ul className={styles.labels}>
            {data.labels.map(({ label, units, alpha }) => (
              <li key={label}>
                <LabelName name={label} ontology={project.ontology} />
                <span className={styles.soft}>{count(units)}</span>
                <span className="figure">{coefficient(alpha)}</span>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
      {data.disputed.length > 0 && <Disputed project={project} disputed={data.disputed} />}
    </>
  )
}

const PEOPLE_COLUMNS = [
  { title: t('Rater') },
  { title: t('Rated'), number: true },
  { title: t('Waiting'), number: true },
  { title: t('Says what others say'), number: true },
  { title: t('Honeypots'), number: true },
]

function PeopleTable({ people }: Pick<Agreement, 'people'>) {
  const nameOf = useRaterNames()
  return (
    <FigureTable columns={PEOPLE_COLUMNS}>
      {people.map(({ rater, rated, waiting, agrees, honeypots, honeypotsRated }) => (
        <tr key={rater} data-testid="rater-row">
          <td>{nameOf(rater)}</td>
          <td data-number="true">{count(rated)}</td>
          <td data-number="true">{rater === 'model' ? '–' : count(waiting)}</td>
          <td data-number="true">{agrees ? percent(agrees.value) : '–'}</td>
          <td data-number="true">
            {honeypots
              ? t('{{value}} of {{images}} ({{low}} to {{high}})', {
                  value: percent(honeypots.value),
                  images: honeypotsRated,
                  low: percent(honeypots.low),
                  high: percent(honeypots.high),
                })
              : '–'}
          </td>
        </tr>
      ))}
    </FigureTable>
  )
}

function Disputed({ project, disputed }: { project: Project } & Pick<Agreement, 'disputed'>) {
  return (
    <Panel title={t('Disputed most')}>
      <ul className={styles.disputed}>
        {disputed.map(({ assetId, name, agreement }) => (
          <li key={assetId}>
            <Link to="/projects/$projectId/assets/$assetId" params={{ projectId: project.id, assetId }}>
              {name}
            </Link>
            <span className={styles.soft}>{percent(agreement)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
