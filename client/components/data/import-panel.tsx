import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isFinished, type Job } from '#shared/domain/job.ts'
import { ImportOptions } from '#shared/routes/data.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { t } from '../../i18n.ts'
import { startImport, useImports } from '../../imports/import-store.ts'
import { queries } from '../../queries.ts'
import { FileDrop } from '../file-drop.tsx'
import { Panel } from '../page.tsx'
import { ImportCard } from './import-card.tsx'
import { ImportChoices } from './import-choices.tsx'
import { ImportHistory } from './import-history.tsx'
import styles from './import-panel.module.css'
import { ImportJobCard } from './stop-import.tsx'

/** The drop zone, what becomes of what is dropped, and the imports that go on. */
export function ImportPanel({ project }: { project: ProjectSummary }) {
  const [options, setOptions] = useState<ImportOptions>(() => ImportOptions.parse({}))
  const imports = useImports(project.id)
  const others = useOtherImports(project, imports)
  return (
    <Panel title={t('Import')}>
      <div className={styles.columns}>
        <FileDrop
          onFiles={(files) => startImport(project.id, files, options)}
          title={t('Drop a folder, files or an archive here')}
          sentence={t(
            'Images, label files, archives (zip, tar, tar.gz) and tables of images (Parquet, TFRecord). Labels come along in every usual format, and may come without their images where these are here already. What is in it is recognised by content; anything that cannot be kept is named.',
          )}
        />
        <ImportChoices task={project.task} options={options} onChange={setOptions} />
      </div>
      {imports.length + others.length > 0 && (
        <div className={styles.list}>
          {imports.map((one) => (
            <ImportCard key={one.id} one={one} />
          ))}
          {others.map((job) => (
            <ImportJobCard key={job.id} job={job} />
          ))}
        </div>
      )}
      <ImportHistory projectId={project.id} />
    </Panel>
  )
}

const IMPORTING: readonly Job['name'][] = ['import', 'sample', 'undo-import']

/** Imports that run but were not started in this tab: the command line's, a teammate's, the sample's. */
function useOtherImports(project: ProjectSummary, mine: ReturnType<typeof useImports>) {
  const { data: jobs = [] } = useQuery(queries.jobs(project.id))
  const known = new Set(mine.flatMap(({ phase }) => (phase.kind === 'handed-over' ? [phase.jobId] : [])))
  return jobs.filter((job) => IMPORTING.includes(job.name) && !isFinished(job) && !known.has(job.id))
}
