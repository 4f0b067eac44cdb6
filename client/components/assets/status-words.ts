import type { AssetStatus, Split } from '#shared/domain/asset.ts'
import { t } from '../../i18n.ts'

/** How the states of an asset are called on the screen. */
export const STATUS_WORDS = {
  new: 'New',
  suggested: 'Suggested',
  begun: 'Begun',
  review: t('In review'),
  approved: 'Approved',
  quarantined: t('Set aside'),
} as const satisfies Record<AssetStatus, string>

export const SPLIT_WORDS = { train: 'Train', validation: 'Validation', test: 'Test' } as const satisfies Record<Split, string>
