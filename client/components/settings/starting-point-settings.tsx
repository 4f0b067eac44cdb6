import { Button, FileInput, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import { PixelRangeName, type StartingPoint } from '#shared/domain/starting-point.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { sentenceOf } from '../../api-error.ts'
import { count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { sendStartingPoint } from '../../starting-points/send-starting-point.ts'
import { AskingButton } from '../asking-button.tsx'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'

const PIXELS = {
  '0..255': t('0 to 255, as they are'),
  '0..1': t('0 to 1'),
  '-1..1': t('−1 to 1'),
  imagenet: t('mean and deviation of ImageNet'),
} as const satisfies Record<PixelRangeName, string>

const PIXEL_CHOICES = PixelRangeName.options.map((value) => ({ value, label: PIXELS[value] }))

/** Networks that trainings may start from: those of the project, and the way to bring another. */
export function StartingPointSettings({ projectId }: { projectId: ProjectId }) {
  const { data: points = [] } = useQuery(queries.startingPoints(projectId))
  return (
    <Panel title={t('Starting points')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t(
          'A published TensorFlow.js model (graph or layers: model.json and the weights beside it, or a zip of them) can be what trainings start from. Its convolutions become the body of a new network; what it was made to say is left out. Models that were trained from it keep their own weights.',
        )}
      </Text>
      <Stack gap="sm">
        {points.map((point) => (
          <Present key={point.name} point={point} />
        ))}
        <Bring projectId={projectId} />
      </Stack>
    </Panel>
  )
}

function Present({ point }: { point: StartingPoint }) {
  const { projectId, name, licence, pixels, operations, parametersCount, maps } = point
  const cache = useQueryClient()
  const remove = useAct(
    async () => {
      await call(routes.startingPoints.remove, { params: { projectId, name } })
      await cache.invalidateQueries(queries.startingPoints(projectId))
    },
    () => t('{{name}} was taken away', { name }),
  )
  return (
    <Group gap="sm" wrap="nowrap" justify="space-between" data-testid="starting-point-row">
      <div>
        <Text size="sm" fw={560}>
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {t('{{operations}} operations, {{parameters}} numbers, pixels: {{pixels}}, maps at: {{maps}}', {
            operations: count(operations),
            parameters: count(parametersCount),
            pixels: PIXELS[pixels],
            maps: maps.map(({ stride, channels }) => `1/${stride} (${channels})`).join(', ') || t('no whole share of the image'),
          })}
        </Text>
        {licence && (
          <Text size="sm" c="dimmed">
            {licence}
          </Text>
        )}
      </div>
      <AskingButton
        act={remove}
        title={t('Take {{name}} away?', { name })}
        sentence={t('Its files go. Models that were trained from it keep their own weights.')}
      >
        {t('Take away')}
      </AskingButton>
    </Group>
  )
}

function Bring({ projectId }: { projectId: ProjectId }) {
  const [files, setFiles] = useState<File[]>([])
  const [name, setName] = useState('')
  const [licence, setLicence] = useState('')
  const [pixels, setPixels] = useState<PixelRangeName | null>(null)
  const cache = useQueryClient()
  const send = useAct(
    async (chosen: PixelRangeName) => {
      const point = await sendStartingPoint(projectId, { name, licence, pixels: chosen }, files)
      await cache.invalidateQueries(queries.startingPoints(projectId))
      setFiles([])
      setName('')
      setLicence('')
      setPixels(null)
      return point
    },
    (point) => t('{{name}} can be started from', { name: point.name }),
  )
  return (
    <Stack gap="xs" maw={640}>
      <FileInput
        multiple
        clearable
        label={t('Files')}
        placeholder="model.json"
        accept=".json,.bin,.zip"
        value={files}
        onChange={setFiles}
        data-testid="starting-point-files"
      />
      <Group grow align="start">
        <TextInput label={t('Name')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={80} />
        <Select
          label={t('It expects pixels of')}
          description={t('Its files do not say; whoever published it does.')}
          placeholder={t('choose')}
          data={PIXEL_CHOICES}
          value={pixels}
          onChange={(value) => setPixels(PixelRangeName.nullable().parse(value))}
        />
      </Group>
      <TextInput
        label={t('Licence')}
        placeholder={t('who made it, and what may be done with it')}
        value={licence}
        onChange={(event) => setLicence(event.currentTarget.value)}
        maxLength={500}
      />
      {send.error && (
        <Text size="sm" c="red" data-testid="starting-point-refused">
          {sentenceOf(send.error)}
        </Text>
      )}
      <Group justify="flex-end">
        <Button
          variant="default"
          disabled={files.length === 0 || name.trim() === '' || pixels === null}
          loading={send.isPending}
          onClick={() => pixels && send.mutate(pixels)}
          data-testid="send-starting-point"
        >
          {t('Read and keep')}
        </Button>
      </Group>
    </Stack>
  )
}
