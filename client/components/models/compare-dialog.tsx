import { Button, Modal, NumberInput, Radio, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DeploymentMode } from '#shared/domain/deployment.ts'
import type { Model } from '#shared/domain/training.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { projectKey } from '../../queries.ts'
import { useAct } from '../use-act.ts'

const PERCENT = 100
const USUAL_SHARE: Readonly<Record<DeploymentMode, number>> = { shadow: 0, share: 0.5, canary: 0.1 }
const TITLES: Readonly<Record<DeploymentMode, string>> = {
  shadow: t('In the shadow'),
  share: t('On a share of the images'),
  canary: t('As a canary'),
}
const SENTENCES: Readonly<Record<DeploymentMode, string>> = {
  shadow: t('It predicts beside the champion and nobody sees it; where the two disagree is listed.'),
  share: t('Both suggest, each on its images; what people correct tells which is better, and you decide.'),
  canary: t(
    'A small share first. It goes back by itself where it is corrected more, and on to all images once it has shown that it is not.',
  ),
}

/** Sets a model beside the champion on new images. */
export function CompareDialog({ model, opened, onClose }: { model: Model; opened: boolean; onClose: () => void }) {
  const { projectId, version } = model
  const [mode, setMode] = useState<DeploymentMode>('shadow')
  const [share, setShare] = useState(USUAL_SHARE.shadow)
  const cache = useQueryClient()
  const begin = useAct(
    async () => {
      const body = { mode, challenger: version, ...(mode !== 'shadow' && { share }) }
      await call(routes.deployment.begin, { params: { projectId }, body })
      await cache.invalidateQueries({ queryKey: projectKey(projectId) })
      onClose()
    },
    () => t('v{{version}} is compared with the champion from the next image on', { version }),
  )
  const choose = (chosen: string) => {
    const next = DeploymentMode.parse(chosen)
    setMode(next)
    setShare(USUAL_SHARE[next])
  }
  return (
    <Modal opened={opened} onClose={onClose} title={t('Compare v{{version}} with the champion on new images', { version })}>
      <Stack gap="md">
        <Radio.Group value={mode} onChange={choose} aria-label={t('How they are compared')}>
          <Stack gap="sm">
            {DeploymentMode.options.map((option) => (
              <Radio
                key={option}
                value={option}
                label={TITLES[option]}
                description={SENTENCES[option]}
                data-testid={`compare-${option}`}
              />
            ))}
          </Stack>
        </Radio.Group>
        {mode !== 'shadow' && (
          <NumberInput
            label={t('Share of the images for v{{version}}', { version })}
            value={Math.round(share * PERCENT)}
            min={1}
            max={90}
            suffix=" %"
            onChange={(value) => typeof value === 'number' && setShare(value / PERCENT)}
          />
        )}
        <Text size="sm" c="dimmed">
          {t('An image stays with its model. Which one is drawn by the image’s id.')}
        </Text>
        <Button onClick={() => begin.mutate()} loading={begin.isPending} data-testid="begin-comparison">
          {t('Begin')}
        </Button>
      </Stack>
    </Modal>
  )
}
