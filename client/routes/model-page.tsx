import { SegmentedControl, Skeleton, Tabs } from '@mantine/core'
import { IconZoomQuestion } from '@tabler/icons-react'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Split } from '#shared/domain/asset.ts'
import type { Examination } from '#shared/domain/examination.ts'
import type { Model } from '#shared/domain/training.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { EmptyState } from '../components/empty-state.tsx'
import { BesideTab } from '../components/models/beside-tab.tsx'
import { CasesTab } from '../components/models/cases-tab.tsx'
import { DownloadMenu } from '../components/models/download-menu.tsx'
import { ExamineButton } from '../components/models/examine-button.tsx'
import { Lineage } from '../components/models/lineage.tsx'
import { LookTab } from '../components/models/look-tab.tsx'
import { ModelActs } from '../components/models/model-acts.tsx'
import { ModelDetails } from '../components/models/model-details.tsx'
import { SuspectsTab } from '../components/models/suspects-tab.tsx'
import { Page } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { QueryError } from '../components/query-error.tsx'
import { StateTag } from '../components/state-tag.tsx'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import styles from './model-page.module.css'
import type { ModelTab } from './model-tabs.ts'

const HERE = '/shell/projects/$projectId/models/$version'
const TITLES: Readonly<Record<ModelTab, string>> = {
  look: t('Figures'),
  cases: t('Cases'),
  suspects: t('Likely label mistakes'),
  beside: t('Side by side'),
  gate: t('Gate and facts'),
}
const SPLITS: Readonly<Record<Split, string>> = { test: t('test'), validation: t('validation'), train: t('train') }

/** One model: its figures with intervals, the cases behind them, the labels that are likely wrong, and how it compares. */
export function ModelPage() {
  const { projectId, version } = useParams({ from: HERE })
  const { data: project } = useQuery(queries.project(projectId))
  const { data: models, error, refetch } = useQuery(queries.models(projectId))
  if (error && !models) return <QueryError what={t('The model')} error={error} retry={() => void refetch()} />
  if (!project || !models)
    return (
      <Page title={<Skeleton width={220} height={26} />}>
        <Skeleton height={120} radius={12} />
        <Skeleton height={360} radius={12} />
      </Page>
    )
  const model = models.find((one) => one.version === version)
  if (!model)
    return (
      <Page title={t('Models')}>
        <EmptyState icon={IconZoomQuestion} title={t('There is no v{{version}}', { version })}>
          <Link to="/projects/$projectId/models" params={{ projectId }}>
            {t('All models')}
          </Link>
        </EmptyState>
      </Page>
    )
  return <Shown project={project} models={models} model={model} />
}

interface Props {
  readonly project: ProjectSummary
  readonly models: readonly Model[]
  readonly model: Model
}

function Shown({ project, models, model }: Props) {
  const { projectId, version } = model
  const navigate = useNavigate()
  const { tab = 'look', split = 'test', ...filter } = useSearch({ from: HERE })
  const looks = useQueries({ queries: Split.options.map((one) => queries.examination(projectId, version, one)) })
  const known = looks.flatMap(({ data }) => data ?? [])
  // Suspects are of every split that was examined.
  const look = known.find((one) => one.split === split) ?? (tab === 'suspects' ? known[0] : undefined)
  const isRead = looks.every(({ isSuccess }) => isSuccess)
  const unread = looks.filter(({ isError, data }) => isError && data === undefined)
  const show = (change: { tab?: ModelTab; split?: Split }) =>
    void navigate({
      to: '/projects/$projectId/models/$version',
      params: { projectId, version },
      search: { tab, split, ...change },
      replace: true,
    })
  return (
    <Page
      title={
        <PageTrail to="/projects/$projectId/models" projectId={projectId} list={t('Models')}>
          v{version}
          {version === project.champion && <StateTag tone="good">{t('champion')}</StateTag>}
          {version !== project.champion && model.gate?.verdict === 'hold' && <StateTag tone="warn">{t('held')}</StateTag>}
        </PageTrail>
      }
      lead={model.gate ? model.gate.reasons.map((reason) => translated(reason)).join(' ') : t('Not judged at a gate.')}
      actions={
        <>
          <DownloadMenu model={model} />
          <ModelActs project={project} models={models} model={model} />
        </>
      }
    >
      <Lineage model={model} models={models} />
      <Tabs value={tab} onChange={(chosen) => show({ tab: chosen as ModelTab })} keepMounted={false}>
        <div className={styles.bar}>
          <Tabs.List>
            {(Object.entries(TITLES) as [ModelTab, string][]).map(([id, title]) => (
              <Tabs.Tab key={id} value={id} data-testid={`model-tab-${id}`}>
                {title}
                {id === 'suspects' && known.length > 0 && (
                  <span className={styles.count}>{known.reduce((sum, { suspects }) => sum + suspects, 0)}</span>
                )}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tab !== 'gate' && tab !== 'suspects' && (
            <SegmentedControl
              size="xs"
              aria-label={t('Split')}
              value={split}
              onChange={(chosen) => show({ split: chosen as Split })}
              data={(['test', 'validation', 'train'] as const).map((value) => ({ value, label: SPLITS[value] }))}
            />
          )}
        </div>
        <Tabs.Panel value="gate">
          <ModelDetails project={project} model={model} />
        </Tabs.Panel>
        {tab !== 'gate' &&
          (look ? (
            <Look project={project} model={model} models={models} look={look} known={known} filter={filter} />
          ) : isRead ? (
            <EmptyState
              icon={IconZoomQuestion}
              title={t('Not examined on the {{split}} split', { split: SPLITS[split] })}
              sentence={t('It predicts on every approved image of the split, and what it says is held against the labels.')}
            >
              <ExamineButton projectId={projectId} version={version} split={split} />
            </EmptyState>
          ) : unread.length > 0 ? (
            <QueryError
              what={t('The figures')}
              error={unread[0]?.error}
              retry={() => {
                for (const one of unread) void one.refetch()
              }}
            />
          ) : (
            <Skeleton height={360} radius={12} />
          ))}
      </Tabs>
    </Page>
  )
}

interface LookProps extends Props {
  readonly look: Examination
  readonly known: readonly Examination[]
  readonly filter: Parameters<typeof CasesTab>[0]['filter']
}

function Look({ project, model, models, look, known, filter }: LookProps) {
  return (
    <>
      <Tabs.Panel value="look">
        <LookTab project={project} model={model} look={look} />
      </Tabs.Panel>
      <Tabs.Panel value="cases" className={styles.panel}>
        <CasesTab look={look} filter={filter} />
      </Tabs.Panel>
      <Tabs.Panel value="suspects" className={styles.panel}>
        <SuspectsTab look={look} splits={known} />
      </Tabs.Panel>
      <Tabs.Panel value="beside" className={styles.panel}>
        <BesideTab look={look} models={models} champion={project.champion} />
      </Tabs.Panel>
    </>
  )
}
