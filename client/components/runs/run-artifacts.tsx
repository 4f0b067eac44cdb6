import { IconChevronDown, IconChevronRight, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProjectId, RunId } from '#shared/domain/ids.ts'
import type { RunArtifact } from '#shared/domain/tracking.ts'
import { artifactPath } from '#shared/routes/tracking.ts'
import { bytes } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import styles from './run-notes.module.css'

const ICON = { size: 13, stroke: 1.7 } as const

interface Props {
  readonly projectId: ProjectId
  readonly runId: RunId
  readonly artifacts: readonly RunArtifact[]
}

/** What a run has left, folder by folder; files are taken away with a click. */
export function RunArtifacts({ projectId, runId, artifacts }: Props) {
  if (artifacts.length === 0) return <p className={styles.none}>{t('It has left nothing yet.')}</p>
  return (
    <ul className={styles.files} data-testid="run-artifacts">
      {artifacts.map((artifact) =>
        artifact.isFolder ? (
          <Folder key={artifact.path} projectId={projectId} runId={runId} path={artifact.path} />
        ) : (
          <li key={artifact.path}>
            <a href={artifactPath(projectId, runId, artifact.path)} download={nameOf(artifact.path)}>
              <IconDownload {...ICON} /> {nameOf(artifact.path)}
            </a>
            {artifact.bytes !== null && <span className={styles.bytes}>{bytes(artifact.bytes)}</span>}
          </li>
        ),
      )}
    </ul>
  )
}

function Folder({ projectId, runId, path }: { projectId: ProjectId; runId: RunId; path: string }) {
  const [isOpen, setOpen] = useState(false)
  const { data } = useQuery({ ...queries.runArtifacts(projectId, runId, path), enabled: isOpen })
  return (
    <li>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? <IconChevronDown {...ICON} /> : <IconChevronRight {...ICON} />}
        {nameOf(path)}
      </button>
      {isOpen && data && <RunArtifacts projectId={projectId} runId={runId} artifacts={data} />}
    </li>
  )
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
