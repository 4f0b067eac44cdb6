import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useState } from 'react'
import type { Model } from '#shared/domain/training.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { t } from '../../i18n.ts'
import { useMay } from '../use-may.ts'
import { CompareDialog } from './compare-dialog.tsx'
import { PromoteDialog } from './promote-dialog.tsx'
import { RollbackDialog } from './rollback-dialog.tsx'

interface Props {
  readonly project: ProjectSummary
  readonly models: readonly Model[]
  readonly model: Model
}

/** What may be done with a model: compare it with the champion, make it the champion, or give the alias back. */
export function ModelActs({ project, models, model }: Props) {
  // Named, not "open": the one that was open must not turn into another when the champion changes meanwhile.
  const [open, setOpen] = useState<'promote' | 'compare' | 'rollback' | null>(null)
  const close = () => setOpen(null)
  const mayPromote = useMay('loop:promote', project.id)
  if (!mayPromote) return null
  if (model.version !== project.champion)
    return (
      <>
        {project.champion !== null && (
          <Button variant="default" onClick={() => setOpen('compare')} data-testid="compare-this">
            {t('Compare on new images')}
          </Button>
        )}
        <Button onClick={() => setOpen('promote')} data-testid="promote-this">
          {t('Promote')}
        </Button>
        <PromoteDialog model={model} opened={open === 'promote'} onClose={close} />
        <CompareDialog model={model} opened={open === 'compare'} onClose={close} />
      </>
    )
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowBackUp size={15} />}
        onClick={() => setOpen('rollback')}
        disabled={models.length < 2}
      >
        {t('Roll back')}
      </Button>
      <RollbackDialog project={project} opened={open === 'rollback'} onClose={close} />
    </>
  )
}
