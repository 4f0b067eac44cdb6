import { Button, FileInput, Group, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { Segmenter } from '#shared/domain/segmenter.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { bytes } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'
import { sendSegmenter } from '../../segmenter/send-segmenter.ts'
import { AskingButton } from '../asking-button.tsx'
import { Panel } from '../page.tsx'
import { useAct } from '../use-act.ts'

/** The project's own segmenter: which one it has, and the way to bring another. */
export function SegmenterSettings({ projectId }: { projectId: ProjectId }) {
  const { data: segmenter } = useQuery(queries.segmenter(projectId))
  return (
    <Panel title={t('Own segmenter')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t(
          'Cut out by a model of your own, as Segment Anything is exported to ONNX. The encoder takes one input, float32 [1, 3, height, width] of fixed size: the image at the top left, scaled to fit, with the mean and deviation of ImageNet; it gives one output. The decoder takes image_embeddings, point_coords and point_labels (mask_input, has_mask_input and orig_im_size if it likes) and gives masks as logits.',
        )}
      </Text>
      <Stack gap="sm">
        {segmenter && <Present projectId={projectId} segmenter={segmenter} />}
        <Bring projectId={projectId} />
      </Stack>
    </Panel>
  )
}

function Present({ projectId, segmenter }: { projectId: ProjectId; segmenter: Segmenter }) {
  const cache = useQueryClient()
  const remove = useAct(
    async () => {
      await call(routes.segmenters.remove, { params: { projectId } })
      await cache.invalidateQueries(queries.segmenter(projectId))
    },
    () => t('The segmenter was taken away'),
  )
  const { encoder, decoder, frame } = segmenter
  return (
    <Group gap="sm">
      <Text size="sm" data-testid="segmenter">
        {t('{{encoder}} ({{encoderSize}}) and {{decoder}} ({{decoderSize}}), for images of {{width}} x {{height}}', {
          encoder: encoder.name,
          encoderSize: bytes(encoder.bytes),
          decoder: decoder.name,
          decoderSize: bytes(decoder.bytes),
          width: frame[1],
          height: frame[0],
        })}
      </Text>
      <AskingButton
        act={remove}
        title={t('Take {{name}} away?', { name: encoder.name })}
        sentence={t('Its files go, and cutting out is done without it. What was drawn with it stays.')}
      >
        {t('Take away')}
      </AskingButton>
    </Group>
  )
}

function Bring({ projectId }: { projectId: ProjectId }) {
  const [encoder, setEncoder] = useState<File | null>(null)
  const [decoder, setDecoder] = useState<File | null>(null)
  const cache = useQueryClient()
  const send = useAct(
    async (files: { encoder: File; decoder: File }) => {
      await sendSegmenter(projectId, files)
      await cache.invalidateQueries(queries.segmenter(projectId))
      setEncoder(null)
      setDecoder(null)
    },
    () => t('The segmenter passed its trial: cut out uses it from now on'),
  )
  return (
    <Group gap="sm" align="end">
      <FileInput w={240} label={t('Encoder')} placeholder="encoder.onnx" accept=".onnx" value={encoder} onChange={setEncoder} />
      <FileInput w={240} label={t('Decoder')} placeholder="decoder.onnx" accept=".onnx" value={decoder} onChange={setDecoder} />
      <Button
        variant="default"
        disabled={!encoder || !decoder}
        loading={send.isPending}
        onClick={() => encoder && decoder && send.mutate({ encoder, decoder })}
        data-testid="send-segmenter"
      >
        {t('Try and keep')}
      </Button>
    </Group>
  )
}
