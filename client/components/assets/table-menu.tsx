import { ActionIcon, Menu } from '@mantine/core'
import { IconTableDown } from '@tabler/icons-react'
import type { ProjectId } from '#shared/domain/ids.ts'
import { paths } from '#shared/routes/data.ts'
import { searchOf } from '../../api.ts'
import { t } from '../../i18n.ts'
import type { AssetQuery } from '../../queries.ts'
import { useMay } from '../use-may.ts'

const KINDS = [
  ['csv', 'CSV'],
  ['parquet', 'Parquet'],
] as const

/** The images that are asked for as a table, one row each, to take away. */
export function TableMenu({ projectId, asked }: { projectId: ProjectId; asked: AssetQuery }) {
  const mayExport = useMay('data:export', projectId)
  if (!mayExport) return null
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={t('These images as a table')}
          title={t('These images as a table')}
          data-testid="asset-table"
        >
          <IconTableDown size={14} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('One row for each image')}</Menu.Label>
        {KINDS.map(([kind, name]) => (
          <Menu.Item
            key={kind}
            component="a"
            href={paths.assetTable(projectId, kind) + searchOf(asked)}
            download={`images.${kind}`}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
