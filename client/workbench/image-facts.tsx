import { Popover, UnstyledButton } from '@mantine/core'
import type { Asset } from '#shared/domain/asset.ts'
import { metaFacts } from '../components/assets/meta-facts.ts'
import { SPLIT_WORDS } from '../components/assets/status-words.ts'
import { FactList } from '../components/fact-list.tsx'
import { bytes } from '../figures.ts'
import { t } from '../i18n.ts'
import styles from './top-bar.module.css'

/** The name of the image; pressed, it says what else is known of it. */
export function ImageFacts({ asset }: { asset: Asset }) {
  const facts = [
    [t('Size'), `${asset.width} × ${asset.height}`],
    [t('File'), `${asset.format}, ${bytes(asset.bytes)}`],
    [t('Split'), SPLIT_WORDS[asset.split]],
    ...metaFacts(asset.meta),
  ] as const
  return (
    <Popover position="bottom-start" width={340} shadow="md">
      <Popover.Target>
        <UnstyledButton className={styles.asset} title={asset.name} data-testid="asset-name">
          {asset.name}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={styles.facts} data-testid="image-facts">
        <FactList facts={facts} />
      </Popover.Dropdown>
    </Popover>
  )
}
