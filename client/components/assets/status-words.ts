import type { AssetStatus, Split } from '#shared/domain/asset.ts'
import { t } from '../../i18n.ts'

/** How the states of an asset are called on the screen. */
export const STATUS_WORDS = {
  new: t('New'),
  suggested: t('Suggested'),
  begun: t('Begun'),
  review: t('In review'),
  approved: t('Approved'),
  quarantined: t('Set aside'),
} as const satisfies Record<AssetStatus, string>

export const SPLIT_WORDS = { train: t('Training'), validation: t('Validation'), test: t('Test') } as const satisfies Record<
  Split,
  string
>
