import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isFinished } from '#shared/domain/job.ts'
import { ImportOptions } from '#shared/routes/data.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { t } from '../../i18n.ts'
import { startImport, useImports } from '../../imports/import-store.ts'
import { queries } from '../../queries.ts'
import { FileDrop } from '../file-drop.tsx'
import { JobCard } from '../job-card.tsx'
import { Panel } from '../page.tsx'
import { ImportCard } from './import-card.tsx'
import { ImportChoices } from './import-choices.tsx'
import styles from './import-panel.module.css'

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
          title={t('Drop a folder, images or a .zip here')}
          sentence={t(
            'Labels come along from CVAT, COCO, Pascal VOC and a folder per class. What is in it is recognised by content; anything that cannot be read is named afterwards.',
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
            <JobCard key={job.id} job={job} />
          ))}
        </div>
      )}
    </Panel>
  )
}

/** Imports that run but were not started in this tab: the command line's, a teammate's, the sample's. */
function useOtherImports(project: ProjectSummary, mine: ReturnType<typeof useImports>) {
  const { data: jobs = [] } = useQuery(queries.jobs(project.id))
  const known = new Set(mine.flatMap(({ phase }) => (phase.kind === 'handed-over' ? [phase.jobId] : [])))
  return jobs.filter((job) => (job.name === 'import' || job.name === 'sample') && !isFinished(job) && !known.has(job.id))
}
