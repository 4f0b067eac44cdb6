import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { FindingStatus, QualityState } from '#shared/domain/quality.ts'
import { QUALITY_RULE_IDS, type QualityRuleId } from '#shared/domain/quality-rule.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../api.ts'
import { FindingList } from '../components/data/quality/finding-list.tsx'
import { RULE_TITLES } from '../components/data/quality/quality-words.ts'
import { RuleList } from '../components/data/quality/rule-list.tsx'
import { RuleSettings } from '../components/data/quality/rule-settings.tsx'
import { Standing } from '../components/data/quality/standing.tsx'
import { useDecisions } from '../components/data/quality/use-decisions.ts'
import { Page, Panel } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { QueryError } from '../components/query-error.tsx'
import { useAct } from '../components/use-act.ts'
import { useMay } from '../components/use-may.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import styles from './quality-page.module.css'
import { useProjectId } from './use-project-id.ts'

const HERE = '/projects/$projectId/data/quality'
const STATUS_NAMES = {
  open: t('To look at'),
  dismissed: t('Fine'),
  mended: t('Mended'),
} as const satisfies Record<FindingStatus, string>

/** What is suspicious among images and labels: rule by rule, a list to work through. */
export function QualityPage() {
  const projectId = useProjectId()
  const { data: state, error, refetch } = useQuery(queries.quality(projectId))
  const mayChange = useMay('project:change', projectId)
  const [isSetting, setSetting] = useState(false)
  if (error && !state) return <QueryError what={t('Quality')} error={error} retry={() => void refetch()} />
  return (
    <Page
      title={
        <PageTrail to="/projects/$projectId/data" projectId={projectId} list={t('Data')}>
          {t('Quality')}
        </PageTrail>
      }
      lead={t('Every image that comes in is held against these rules, and again when its labels change.')}
      actions={
        mayChange && (
          <>
            <Examine projectId={projectId} state={state} />
            <Button
              variant="default"
              aria-expanded={isSetting}
              leftSection={<IconAdjustmentsHorizontal size={14} />}
              onClick={() => setSetting(!isSetting)}
              data-testid="quality-rules"
            >
              {t('Rules')}
            </Button>
          </>
        )
      }
    >
      {!state && <Skeleton height={320} radius={12} />}
      {state && isSetting && <RuleSettings projectId={projectId} state={state} onDone={() => setSetting(false)} />}
      {state && <Worklist projectId={projectId} state={state} />}
    </Page>
  )
}

function Examine({ projectId, state }: { projectId: ProjectId; state: QualityState | undefined }) {
  const examine = useAct(
    () => call(routes.quality.examine, { params: { projectId } }),
    () => t('The images are being looked at'),
  )
  return (
    <Button
      variant="default"
      leftSection={<IconRefresh size={14} />}
      onClick={() => examine.mutate()}
      loading={examine.isPending || (state?.jobId ?? null) !== null}
    >
      {t('Look again now')}
    </Button>
  )
}

function Worklist({ projectId, state }: { projectId: ProjectId; state: QualityState }) {
  const navigate = useNavigate()
  const { rule: asked, status = 'open' } = useSearch({ from: `/shell${HERE}` })
  // Kept here, so that what was decided under another rule can be taken back too.
  const decisions = useDecisions(projectId)
  const numberOf = new Map(state.counts.map((one) => [one.rule, one[status]]))
  const rule = asked ?? QUALITY_RULE_IDS.find((id) => (numberOf.get(id) ?? 0) > 0) ?? QUALITY_RULE_IDS[0]
  const show = (search: { rule?: QualityRuleId; status?: FindingStatus }) =>
    void navigate({ to: HERE, params: { projectId }, search: { rule, status, ...search }, replace: true })
  const goBy = (by: 1 | -1) => {
    const withSome = QUALITY_RULE_IDS.filter((id) => id === rule || (numberOf.get(id) ?? 0) > 0)
    const next = withSome[(withSome.indexOf(rule) + by + withSome.length) % withSome.length]
    if (next) show({ rule: next })
  }
  return (
    <Panel
      title={RULE_TITLES[rule]}
      aside={
        <div className={styles.aside}>
          {status === 'open' && (numberOf.get(rule) ?? 0) > 0 && (
            <Link to="/projects/$projectId/assets" params={{ projectId }} search={{ query: `finding:${rule}` }}>
              {t('Show them among the images')}
            </Link>
          )}
          <SegmentedControl
            size="xs"
            aria-label={t('Which findings')}
            data={Object.entries(STATUS_NAMES).map(([value, label]) => ({ value, label }))}
            value={status}
            onChange={(value) => show({ status: value as FindingStatus })}
          />
        </div>
      }
    >
      <div className={styles.columns}>
        <div>
          <RuleList state={state} rule={rule} status={status} onRule={(id) => show({ rule: id })} />
          <Standing state={state} />
        </div>
        <FindingList
          key={`${rule}:${status}`}
          projectId={projectId}
          state={state}
          rule={rule}
          status={status}
          decisions={decisions}
          onNextRule={goBy}
        />
      </div>
    </Panel>
  )
}
