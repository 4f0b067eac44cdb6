import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Model } from '#shared/domain/training.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { bytes, count, decimal, duration } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { FactList } from '../fact-list.tsx'
import { Panel } from '../page.tsx'
import { useMay } from '../use-may.ts'
import { LabelTable } from './label-table.tsx'
import styles from './model-details.module.css'
import { ModelLineage } from './model-lineage.tsx'
import { ModelNotes } from './model-notes.tsx'
import { PromoteDialog } from './promote-dialog.tsx'
import { Verdict } from './verdict.tsx'

interface Props {
  readonly project: ProjectSummary
  readonly model: Model
}

/** One model: the verdict in words with its numbers, every label beside the champion's, what it was made of. */
export function ModelDetails({ project, model }: Props) {
  const [promoting, setPromoting] = useState(false)
  const mayPromote = useMay('loop:promote', project.id)
  const isChampion = model.version === project.champion
  return (
    <div className={styles.details} data-testid="model-details">
      <Panel
        title={t('v{{version}} at the gate', { version: model.version })}
        aside={
          mayPromote &&
          !isChampion && (
            <Button size="xs" variant="light" onClick={() => setPromoting(true)} data-testid="promote">
              {t('Promote')}
            </Button>
          )
        }
      >
        <Verdict model={model} />
      </Panel>
      <Panel title={t('What it is')}>
        <FactList
          facts={[
            [
              t('Run'),
              model.runId === null ? (
                t('none: it was published ready to use')
              ) : (
                <Link key="run" to="/projects/$projectId/runs/$runId" params={{ projectId: project.id, runId: model.runId }}>
                  {t('curves and log')}
                </Link>
              ),
            ],
            [t('Snapshot'), model.snapshotNumber],
            [t('Labels'), count(model.labels)],
            [t('Architecture'), model.architecture],
            [t('Starting point'), model.startingPoint?.name ?? null],
            [t('Parameters'), t('{{millions}} million', { millions: decimal(model.parametersCount / 1e6, 2) })],
            [t('Engine'), model.backend ? model.backend.url : model.engine],
            [t('Trained for'), duration(model.trainingSeconds)],
            [t('Size'), bytes(model.files.reduce((sum, file) => sum + file.bytes, 0))],
          ]}
        />
      </Panel>
      <div className={styles.wide}>
        <Panel
          title={t('By label')}
          aside={model.gate?.against == null ? t('on the test split') : t('both on the same test images')}
        >
          <LabelTable project={project} model={model} />
        </Panel>
      </div>
      <div className={styles.wide}>
        <ModelNotes key={model.version} model={model} />
      </div>
      <div className={styles.wide}>
        <ModelLineage model={model} />
      </div>
      <PromoteDialog model={model} opened={promoting} onClose={() => setPromoting(false)} />
    </div>
  )
}
