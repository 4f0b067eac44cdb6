import { useQuery } from '@tanstack/react-query'
import type { Coefficient } from '#shared/domain/raters.ts'
import { decimal } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { queries } from '../../queries.ts'

/** From which agreement on conclusions may be drawn (Krippendorff 2004), and from which on tentative ones. */
const [RELIABLE, TENTATIVE] = [0.8, 0.667]

/** A coefficient with two decimals; a dash where it cannot be told. */
export const coefficient = (value: number | null): string => (value === null ? '–' : decimal(value, 2))

/** An alpha as people may read it. */
export function alphaSentence({ value, low, high }: Coefficient): string {
  if (value === null) return t('It cannot be told yet: too few images were rated twice, or all ratings are the same.')
  const between =
    low === null || high === null
      ? ''
      : t('{{low}} to {{high}} with 95 % certainty. ', { low: coefficient(low), high: coefficient(high) })
  if (value >= RELIABLE) return between + t('People agree well enough to rely on the labels.')
  if (value >= TENTATIVE) return between + t('Good enough for tentative conclusions; look at what is disputed.')
  return between + t('Too little to rely on the labels: say more clearly what each one means.')
}

/** What raters are called. */
export function useRaterNames(): (rater: string) => string {
  const { data: users = [] } = useQuery(queries.users())
  return (rater) => (rater === 'model' ? t('The model') : (users.find(({ id }) => id === rater)?.name ?? t('Somebody')))
}
