import { type Asset, UNDECIDED_ASSET_STATUSES } from '#shared/domain/asset.ts'
import { count, percent } from '../../figures.ts'
import { t } from '../../i18n.ts'

/** Why the queue asks for this image when it does, in one sentence; null where it asks no more or has no order yet. */
export function teachingWords({
  status,
  rank,
  novelty,
  uncertainty,
  prelabelledBy,
}: Pick<Asset, 'status' | 'rank' | 'novelty' | 'uncertainty' | 'prelabelledBy'>): string | null {
  if (rank === undefined || !(UNDECIDED_ASSET_STATUSES as readonly string[]).includes(status)) return null
  const reasons = [
    ...(prelabelledBy === null ? [] : [t('the model is {{share}} unsure of it', { share: percent(uncertainty) })]),
    ...(novelty === undefined ? [] : [t('it is {{share}} unlike anything labelled', { share: percent(novelty) })]),
  ]
  const place = t('Place {{rank}} in the queue', { rank: count(rank) })
  return reasons.length > 0 ? `${place}: ${reasons.join(', ')}` : place
}
