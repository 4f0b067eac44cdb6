import { Button, Select, Stack, Switch } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Split } from '#shared/domain/asset.ts'
import type { JobId, ProjectId } from '#shared/domain/ids.ts'
import { SnapshotId } from '#shared/domain/ids.ts'
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
  const [jobId, setJobId] = useState<JobId | null>(null)
  const format = chosen ?? writable[0]?.id ?? null
  const start = useAct(async () => {
    if (format === null) return
    const answer = await call(routes.data.startExport, {
      params: { projectId: project.id },
      body: {
        format,
        images,
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
          value={format}
          onChange={setChosen}
        />
        <Select
          label={t('Labels')}
          data={[
            { value: NOW, label: t('As approved now') },
            ...snapshots.map(({ id, number, annotations }) => ({
              value: id,
              label: t('Snapshot {{number}}, {{annotations}}', { number, annotations: counted(annotations, 'label') }),
            })),
          ]}
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
        {isEmpty && <p className={styles.why}>{t('Nothing is approved yet: only approved labels are exported.')}</p>}
        <Button
          onClick={() => start.mutate()}
          loading={start.isPending}
          disabled={format === null || isEmpty}
          data-testid="export"
        >
          {t('Export')}
        </Button>
        {jobId && <Outcome jobId={jobId} projectId={project.id} />}
      </Stack>
    </Panel>
  )
}

function Outcome({ jobId, projectId }: { jobId: JobId; projectId: ProjectId }) {
  const { data: job } = useQuery(queries.job(jobId))
  const report = ExportReport.safeParse(job?.result)
  if (job?.state !== 'succeeded' || !report.success) return job ? <JobCard job={job} /> : null
  const { files, annotations, losses, download } = report.data
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
      <LossList losses={losses} pictures={{ projectId }} />
      {losses.length === 0 && <p>{t('Everything is in it as it is here.')}</p>}
    </div>
  )
}
