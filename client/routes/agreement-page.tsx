import { Button, Select, Skeleton } from '@mantine/core'
import { IconPencil, IconUsersGroup } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { RoundSummary } from '#shared/routes/raters.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../api.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { EmptyState } from '../components/empty-state.tsx'
import { Page } from '../components/page.tsx'
import { PageTrail } from '../components/page-trail.tsx'
import { QueryError } from '../components/query-error.tsx'
import { ConsensusPanel } from '../components/raters/consensus-panel.tsx'
import { NewRoundDialog } from '../components/raters/new-round-dialog.tsx'
import { RoundAgreement } from '../components/raters/round-agreement.tsx'
import { useAct } from '../components/use-act.ts'
import { useMay } from '../components/use-may.ts'
import { usePageKeys } from '../components/use-page-keys.ts'
import { useStartWork } from '../components/use-start-work.ts'
import { count } from '../figures.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { useProjectId } from './use-project-id.ts'

const HERE = '/projects/$projectId/data/agreement'

/** Several people on the same images: how far they agree, and what to make of it. */
export function AgreementPage() {
  const projectId = useProjectId()
  const navigate = useNavigate()
  const { round: asked } = useSearch({ from: `/shell${HERE}` })
  const { data: project } = useQuery(queries.project(projectId))
  const { data: rounds, error, refetch } = useQuery(queries.ratingRounds(projectId))
  const { data: own } = useQuery(queries.ownRatings(projectId))
  const [asking, setAsking] = useState(false)
  const mayChange = useMay('project:change', projectId)
  // Where images wait, they have a project of their own, whose queue also leads back.
  const work = useStartWork(own?.projectId ?? projectId)
  usePageKeys(mayChange ? [{ keys: 'n', what: t('Ask several people'), run: () => setAsking(true) }] : [])
  if (error && !rounds) return <QueryError what={t('The rounds')} error={error} retry={() => void refetch()} />
  const round = rounds?.find(({ number }) => number === asked) ?? rounds?.[0]
  const start = mayChange && (
    <Button leftSection={<IconUsersGroup size={15} />} onClick={() => setAsking(true)} data-testid="new-round">
      {t('Ask several people')}
    </Button>
  )
  return (
    <Page
      title={
        <PageTrail to="/projects/$projectId/data" projectId={projectId} list={t('Data')}>
          {t('Agreement')}
        </PageTrail>
      }
      lead={t(
        'Several people label the same images, each by themselves; how far they agree says how far the labels can be relied on.',
      )}
      actions={
        <>
          {own && own.waiting > 0 && (
            <Button
              variant="default"
              leftSection={<IconPencil size={14} />}
              onClick={() => work.mutate('annotator')}
              data-testid="rate-now"
            >
              {t('Rate {{images}} images', { images: count(own.waiting) })}
            </Button>
          )}
          {rounds && rounds.length > 1 && (
            <Select
              aria-label={t('Round')}
              data={rounds.map(({ number, name }) => ({ value: String(number), label: `${number}. ${name}` }))}
              value={String(round?.number)}
              allowDeselect={false}
              onChange={(number) => void navigate({ to: HERE, params: { projectId }, search: { round: Number(number) } })}
            />
          )}
          {mayChange && round && round.closedAt === null && <CloseButton round={round} />}
          {rounds && rounds.length > 0 && start}
        </>
      }
    >
      {!rounds && <Skeleton height={240} radius={12} />}
      {rounds?.length === 0 && (
        <EmptyState
          icon={IconUsersGroup}
          title={t('Nobody was asked twice yet')}
          sentence={t(
            'Fifty images that two people label tell how far labels can be relied on, and which of them mean different things to different people.',
          )}
        >
          {start}
        </EmptyState>
      )}
      {mayChange && project && round && (
        <>
          <RoundAgreement project={project} round={round} />
          <ConsensusPanel project={project} round={round} />
        </>
      )}
      {project && asking && <NewRoundDialog project={project} onClose={() => setAsking(false)} />}
    </Page>
  )
}

function CloseButton({ round }: { round: RoundSummary }) {
  const [isAsking, setAsking] = useState(false)
  const cache = useQueryClient()
  const close = useAct(
    async () => {
      await call(routes.raters.close, { params: { projectId: round.projectId, roundId: round.id } })
      await cache.invalidateQueries(queries.ratingRounds(round.projectId))
    },
    () => t('Nobody is handed its images any more'),
  )
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)} loading={close.isPending} data-testid="close-round">
        {t('Close this round')}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        title={t('Close {{name}}?', { name: round.name })}
        verb={t('Close this round')}
        onClose={() => setAsking(false)}
        onConfirm={() => close.mutate()}
        data-testid="confirm-close"
      >
        {t('Nobody is handed its images any more, and it does not open again. What was rated stays.')}
      </ConfirmDialog>
    </>
  )
}
