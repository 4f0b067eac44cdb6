import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { Model } from '#shared/domain/training.ts'
import { type ModelFormat, ModelFormat as ModelFormats, servingPaths } from '#shared/routes/serving.ts'
import { t } from '../../i18n.ts'
import { useMay } from '../use-may.ts'

const TITLES: Record<ModelFormat, string> = {
  onnx: t('ONNX, for onnxruntime and most others'),
  tfjs: t('TensorFlow.js, for browsers'),
}

/** Takes a model away with its card, as a zip; for those who may. */
export function DownloadMenu({ model: { projectId, version } }: { model: Model }) {
  const mayExport = useMay('model:export', projectId)
  if (!mayExport) return null
  return (
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
  )
}
