import { Menu } from '@mantine/core'
import { IconEye, IconPencil, IconZoomScan } from '@tabler/icons-react'
import type { Point } from '#shared/shapes/index.ts'
import { t } from '../../i18n.ts'
import styles from './asset-menu.module.css'

const ICON = { size: 14, stroke: 1.7 } as const

interface Props {
  /** Pixels of the window; null while it is closed. */
  readonly at: Point | null
  readonly onClose: () => void
  readonly onOpen: () => void
  readonly onPreview: () => void
  readonly onSimilar: () => void
}

/** What can be done with the image under a right click. */
export function AssetMenu({ at, onClose, onOpen, onPreview, onSimilar }: Props) {
  if (!at) return null
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={2} shadow="md" closeOnItemClick>
      <Menu.Target>
        <span className={styles.anchor} style={{ left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown data-testid="asset-menu">
        <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={onOpen}>
          {t('Open in the workbench')}
        </Menu.Item>
        <Menu.Item leftSection={<IconEye {...ICON} />} onClick={onPreview}>
          {t('Preview')}
        </Menu.Item>
        <Menu.Item leftSection={<IconZoomScan {...ICON} />} onClick={onSimilar}>
          {t('Find similar')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
