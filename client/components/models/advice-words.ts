import type { LabelAdvice } from '#shared/domain/examination.ts'
import { count } from '../../figures.ts'
import { plural, t } from '../../i18n.ts'

/** What the figures say of a label, in one sentence: "41 examples; misses are small ones (5 of 7); 20 more would help most." */
export function adviceSentence(advice: LabelAdvice, isShown: boolean): string {
  const parts = [
    plural(advice.examples, '{{count}} example', '{{count}} examples'),
    isShown ? null : t('not suggested: no score is right often enough'),
    mistakeWords(advice),
    advice.suspects > 0 &&
      plural(advice.suspects, '{{count}} label is likely wrong itself', '{{count}} labels are likely wrong themselves'),
    advice.more !== null && t('{{more}} more would help most', { more: count(advice.more) }),
  ]
  return `${parts.filter((part) => part !== false && part !== null).join('; ')}.`
}

function mistakeWords({ mistake, times, detail, detailTimes }: LabelAdvice): string | null {
  const values = { times: count(times), detail, detailTimes: count(detailTimes) }
  switch (mistake) {
    case 'miss':
      if (detail === 'small') return t('misses are small ones ({{detailTimes}} of {{times}})', values)
      if (detail === 'large') return t('misses are large ones ({{detailTimes}} of {{times}})', values)
      return t('{{times}} missed', values)
    case 'confusion':
      if (detail === null) return t('{{times}} taken for others', values)
      return t('{{detailTimes}} of {{times}} mix-ups are with {{detail}}', values)
    case 'false-positive':
      return t('{{times}} claimed where none is labelled', values)
    case 'misplaced':
      return t('{{times}} found with the place off', values)
    case 'duplicate':
      return t('{{times}} found twice', values)
    default:
      return null
  }
}
