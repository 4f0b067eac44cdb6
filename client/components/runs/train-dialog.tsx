import { Button, Collapse, Modal, NumberInput, Select, Stack, Switch, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Project } from '#shared/domain/project.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { useAct } from '../use-act.ts'
import { architecturesFor } from './architectures.ts'
import { AugmentationPreview } from './augmentation-preview.tsx'
import type { ChosenAugmentation } from './augmentation-strengths.tsx'
import { EngineLine } from './engine-line.tsx'
import { StartingPointChoice, usualStart } from './starting-point-choice.tsx'

/** Trains now, by the rule's choice or one's own. */
export function TrainDialog({ project, opened, onClose }: { project: Project; opened: boolean; onClose: () => void }) {
  const projectId = project.id
  const [architecture, setArchitecture] = useState('auto')
  const [startingPoint, setStartingPoint] = useState(usualStart(project))
  const [epochs, setEpochs] = useState<number | string>('')
  const [seed, setSeed] = useState<number | string>(0)
  const [promote, setPromote] = useState(true)
  const [isVarying, setVarying] = useState(false)
  const [augmentation, setAugmentation] = useState<ChosenAugmentation>({})
  const navigate = useNavigate()
  const train = useAct(async () => {
    const parameters = { ...augmentation, ...(startingPoint !== usualStart(project) && { startingPoint }) }
    const asked = { architecture, seed: Number(seed), promote, parameters }
    const body = { ...asked, ...(epochs === '' ? {} : { epochs: Number(epochs) }) }
    const { run } = await call(routes.loop.train, { params: { projectId }, body })
    onClose()
    await navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId, runId: run.id } })
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t('Train now')} size={isVarying ? 'xl' : 'md'}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('Freezes what is approved now, trains, and judges the result against the champion on the test split.')}
        </Text>
        <Select
          label={t('Architecture')}
          data={architecturesFor(project.task)}
          value={architecture}
          onChange={(value) => setArchitecture(value ?? 'auto')}
        />
        <StartingPointChoice
          label={t('Starting point')}
          description={t('For pretrained networks. One of your own is brought in the settings of the loop.')}
          project={project}
          value={startingPoint}
          onChange={setStartingPoint}
        />
        <EngineLine />
        <NumberInput
          label={t('Epochs')}
          placeholder={t('planned by the amount of data')}
          min={1}
          value={epochs}
          onChange={setEpochs}
        />
        <NumberInput
          label={t('Seed')}
          description={t('The same seed on the same snapshot gives the same model.')}
          value={seed}
          onChange={setSeed}
        />
        <Switch
          label={t('Promote it if the gate lets it pass')}
          checked={promote}
          onChange={(event) => setPromote(event.currentTarget.checked)}
        />
        <Button
          variant="default"
          aria-expanded={isVarying}
          onClick={() => setVarying(!isVarying)}
          data-testid="show-augmentation"
        >
          {t('How images are varied')}
        </Button>
        <Collapse expanded={isVarying}>
          {isVarying && <AugmentationPreview project={project} chosen={augmentation} onChange={setAugmentation} />}
        </Collapse>
        <Button onClick={() => train.mutate()} loading={train.isPending} data-testid="confirm-train">
          {t('Train')}
        </Button>
      </Stack>
    </Modal>
  )
}
