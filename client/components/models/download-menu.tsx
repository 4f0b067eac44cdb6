import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { Model } from '#shared/domain/training.ts'
import { type ModelFormat, ModelFormat as ModelFormats, servingPaths } from '#shared/routes/serving.ts'
import { t } from '../../i18n.ts'
import { useMay } from '../use-may.ts'
import { CardDialog } from './card-dialog.tsx'

const TITLES: Record<ModelFormat, string> = {
  onnx: t('ONNX, for onnxruntime and most others'),
  tfjs: t('TensorFlow.js, for browsers'),
}

/** A model's card to read, and the model to take away with it as a zip, for those who may. */
export function DownloadMenu({ model }: { model: Model }) {
  const { projectId, version, backend } = model
  const [isReading, setIsReading] = useState(false)
  const mayExport = useMay('model:export', projectId)
  const card = (
    <>
      <Button variant="subtle" onClick={() => setIsReading(true)} data-testid="read-card">
        {t('Card')}
      </Button>
      <CardDialog model={model} opened={isReading} onClose={() => setIsReading(false)} />
    </>
  )
  if (!mayExport || backend) return card
  return (
    <>
      {card}
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={15} />} data-testid="download-model">
            {t('Download')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {ModelFormats.options.map((format) => (
            <Menu.Item
              key={format}
              component="a"
              c="var(--mantine-color-text)"
              href={`${servingPaths.exported(projectId, version)}?format=${format}`}
              download
            >
              {TITLES[format]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
