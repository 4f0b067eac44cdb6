import { ActionIcon, Button, Progress, Tooltip } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JobId } from '#shared/domain/ids.ts'
import { type ImportOptions, ImportReport } from '#shared/routes/data.ts'
import { bytes, count, counted, duration } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { dropImport, type Import, importAgain, pauseImport, resumeImport } from '../../imports/import-store.ts'
import { queries } from '../../queries.ts'
import card from '../job-card.module.css'
import { useAct } from '../use-act.ts'
import { useNow } from '../use-now.ts'
import styles from './import-card.module.css'
import { ImportFindings } from './import-findings.tsx'
import { MergeChoice } from './merge-choice.tsx'
import { Recognised } from './recognised.tsx'
import { ImportJobCard } from './stop-import.tsx'

/** One import of this tab: sending with rate and time left, then the worker's progress, then the report. */
export function ImportCard({ one }: { one: Import }) {
  const { phase } = one
  switch (phase.kind) {
    case 'sending':
    case 'paused':
      return <SendingCard one={one} paused={phase.kind === 'paused'} />
    case 'handed-over':
      return <HandedOver one={one} jobId={phase.jobId} />
    case 'failed':
      return (
        <div className={card.card} data-state="failed">
          <span className={card.words}>
            <b>{t('The files could not be sent')}</b>
            <span>{phase.message}</span>
          </span>
          <Dismiss one={one} />
        </div>
      )
    default:
      return phase satisfies never
  }
}

function SendingCard({ one, paused }: { one: Import; paused: boolean }) {
  const seconds = (useNow(!paused) - one.startedAt) / 1000
  const share = one.bytes === 0 ? one.sent.files / one.files : one.sent.bytes / one.bytes
  const left = share > 0 && seconds > 1 ? t('{{time}} left', { time: duration((seconds / share) * (1 - share)) }) : ''
  return (
    <div className={card.card} data-testid="import-sending">
      <span className={card.words}>
        <b>{paused ? t('Paused') : t('Sending {{files}}', { files: counted(one.files, 'file') })}</b>
        <span>
          {t('{{files}} sent, {{sent}} of {{total}}', {
            files: count(one.sent.files),
            sent: bytes(one.sent.bytes),
            total: bytes(one.bytes),
          })}
          {!paused && left && `, ${left}`}
        </span>
      </span>
      <Progress className={card.bar} value={share * 100} size={5} aria-label={t('Sending')} />
      <Tooltip label={paused ? t('Go on') : t('Pause')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={paused ? t('Go on') : t('Pause')}
          onClick={() => (paused ? resumeImport(one.id) : pauseImport(one.id))}
        >
          {paused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
        </ActionIcon>
      </Tooltip>
      <Dismiss one={one} />
    </div>
  )
}

function HandedOver({ one, jobId }: { one: Import; jobId: JobId }) {
  const { data: job } = useQuery(queries.job(jobId))
  const again = useAct((change: Partial<ImportOptions>) => importAgain(one, change))
  const report = ImportReport.safeParse(job?.result)
  if (job?.state !== 'succeeded' || !report.success)
    return job ? <ImportJobCard job={job} onDismiss={() => dropImport(one.id)} /> : null
  return (
    <div className={styles.report} data-testid="import-report">
      <div className={styles.head}>
        <span className={card.words}>
          <b>{headline(report.data, one.options.dryRun)}</b>
          <Recognised report={report.data} {...(one.options.dryRun && { onReadAs: (format) => again.mutate({ format }) })} />
        </span>
        {one.options.dryRun && (
          <Button
            size="xs"
            onClick={() => again.mutate({ dryRun: false })}
            loading={again.isPending}
            data-testid="import-for-real"
          >
            {t('Import it')}
          </Button>
        )}
        {!one.options.dryRun && report.data.assets > 0 && (
          <Button
            size="xs"
            variant="light"
            renderRoot={(props) => <Link to="/projects/$projectId/assets" params={{ projectId: one.projectId }} {...props} />}
            data-testid="see-imported"
          >
            {t('See the images')}
          </Button>
        )}
        <Dismiss one={one} />
      </div>
      {one.options.dryRun && asksForRule(report.data) && (
        <div className={styles.rule}>
          <MergeChoice rule={one.options.merge} onChange={(merge) => again.mutate({ merge })} />
        </div>
      )}
      <ImportFindings report={report.data} pictures={{ projectId: one.projectId, importId: one.id }} />
    </div>
  )
}

function headline({ assets, annotations, described, held }: ImportReport, isDryRun: boolean): string {
  const taken = { images: counted(assets, 'image'), labels: counted(annotations, 'label') }
  const isNothing = assets + annotations + held.removed === 0
  if (isNothing && described > 0) return t('Metadata of {{images}}', { images: counted(described, 'image') })
  if (isNothing) return t('Nothing new in it: what it holds is here already, or cannot be taken')
  return isDryRun ? t('Dry run: would import {{images}} and {{labels}}', taken) : t('Imported {{images}} and {{labels}}', taken)
}

// Where nothing is labelled here yet, there is nothing to choose.
const asksForRule = ({ held: { added, removed, kept, suggested } }: ImportReport): boolean =>
  added + removed + kept + suggested > 0

function Dismiss({ one }: { one: Import }) {
  const running = one.phase.kind === 'sending' || one.phase.kind === 'paused'
  const label = running ? t('Cancel') : t('Take off the list')
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={() => dropImport(one.id)}>
        <IconX size={15} />
      </ActionIcon>
    </Tooltip>
  )
}
