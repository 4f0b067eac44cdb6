import { Button, Select, Stack, Switch } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Split } from '#shared/domain/asset.ts'
import type { JobId, ProjectId } from '#shared/domain/ids.ts'
import { SnapshotId } from '#shared/domain/ids.ts'
import { isFinished } from '#shared/domain/job.ts'
import { ExportReport } from '#shared/routes/data.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { counted } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { SPLIT_WORDS } from '../assets/status-words.ts'
import { JobCard } from '../job-card.tsx'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'
import styles from './export-panel.module.css'
import { ExportProtection, PROTECTED, protectionSentences } from './export-protection.tsx'
import { LossList } from './loss-list.tsx'

const NOW = 'now'
const ALL = 'all'

/** Labels out: which, as what, with or without the images; then the archive. */
export function ExportPanel({ project }: { project: ProjectSummary }) {
  const { data: formats = [] } = useQuery(queries.formats())
  const { data: snapshots = [] } = useQuery(queries.snapshots(project.id))
  const writable = formats.filter(({ writes, tasks }) => writes && tasks.includes(project.task))
  const [chosen, setChosen] = useState<string | null>(null)
  const [snapshot, setSnapshot] = useState(NOW)
  const [split, setSplit] = useState(ALL)
  const [images, setImages] = useState(false)
  const [protection, setProtection] = useState(PROTECTED)
  const [jobId, setJobId] = useExport(project.id)
  const format = chosen ?? writable[0]?.id ?? null
  const start = useAct(async () => {
    if (format === null) return
    const answer = await call(routes.data.startExport, {
      params: { projectId: project.id },
      body: {
        format,
        images,
        ...(images ? protection : PROTECTED),
        ...(snapshot === NOW ? {} : { snapshotId: SnapshotId.parse(snapshot) }),
        ...(split === ALL ? {} : { split: Split.parse(split) }),
      },
    })
    setJobId(answer.jobId)
  })
  const isEmpty = snapshot === NOW && project.assets.approved === 0
  return (
    <Panel title={t('Export')}>
      <Stack gap="sm">
        <Select
          label={t('Format')}
          data={writable.map(({ id, title }) => ({ value: id, label: title }))}
          searchable
          value={format}
          onChange={setChosen}
        />
        <Select
          label={t('Labels')}
          data={[
            { value: NOW, label: t('As approved now') },
            ...snapshots.map(({ id, number, marks, annotations }) => ({
              value: id,
              label: t('Version {{version}}, {{annotations}}', {
                version: marks?.name ? `${number} “${marks.name}”` : number,
                annotations: counted(annotations, 'label'),
              }),
            })),
          ]}
          searchable
          value={snapshot}
          onChange={(value) => setSnapshot(value ?? NOW)}
        />
        <Select
          label={t('Split')}
          data={[{ value: ALL, label: t('All') }, ...Split.options.map((value) => ({ value, label: SPLIT_WORDS[value] }))]}
          value={split}
          onChange={(value) => setSplit(value ?? ALL)}
        />
        <Switch label={t('With the images')} checked={images} onChange={(event) => setImages(event.currentTarget.checked)} />
        {images && <ExportProtection ontology={project.ontology} value={protection} onChange={setProtection} />}
        {isEmpty && <p className={styles.why}>{t('Nothing is approved yet: only approved labels are exported.')}</p>}
        <Button
          onClick={() => start.mutate()}
          loading={start.isPending}
          disabled={format === null || isEmpty}
          data-testid="export"
        >
          {t('Export')}
        </Button>
        {jobId && <ExportOutcome jobId={jobId} projectId={project.id} />}
      </Stack>
    </Panel>
  )
}

/** The export that is shown: the one that was asked for here, else one that still goes on since this page was left. */
function useExport(projectId: ProjectId) {
  const { data: jobs = [] } = useQuery(queries.jobs(projectId))
  const [jobId, setJobId] = useState<JobId | null>(null)
  const going = jobs.find((job) => job.name === 'export' && !isFinished(job))?.id ?? null
  useEffect(() => {
    if (going !== null) setJobId((shown) => shown ?? going)
  }, [going])
  return [jobId, setJobId] as const
}

/** An export on its way, then its archive and what could not be kept in it. */
export function ExportOutcome({ jobId, projectId }: { jobId: JobId; projectId: ProjectId }) {
  const { data: job } = useQuery(queries.job(jobId))
  const report = ExportReport.safeParse(job?.result)
  if (job?.state !== 'succeeded' || !report.success) return job ? <JobCard job={job} /> : null
  const { files, annotations, protection, losses, download } = report.data
  return (
    <div className={styles.done}>
      <Button
        component="a"
        href={download}
        download
        variant="light"
        leftSection={<IconDownload size={15} />}
        data-testid="download"
      >
        {t('Download {{files}}, {{annotations}}', { files: counted(files, 'file'), annotations: counted(annotations, 'label') })}
      </Button>
      {protectionSentences(protection).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <LossList losses={losses} pictures={{ projectId }} />
      {losses.length === 0 && <p>{t('Everything is in it as it is here.')}</p>}
    </div>
  )
}
