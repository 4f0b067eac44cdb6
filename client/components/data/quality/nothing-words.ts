import type { FindingStatus, QualityState } from '#shared/domain/quality.ts'
import type { QualityRuleId } from '#shared/domain/quality-rule.ts'
import { count } from '../../../figures.ts'
import { t } from '../../../i18n.ts'

/** Why a list of findings is empty: all is well, nobody looks, or not everything was looked at yet. */
export type Nothing = 'good' | 'off' | 'early'

interface Asked {
  readonly state: Pick<QualityState, 'rules' | 'examined' | 'images'>
  readonly rule: QualityRuleId
  readonly status: FindingStatus
}

/** What an empty list of findings says: "nothing to look at" only where somebody looked. */
export function nothingWords({ state, rule, status }: Asked): { why: Nothing; title: string; sentence: string } {
  const { rules, examined, images } = state
  if (status === 'dismissed') return { why: 'good', title: t('Nothing was found to be fine'), sentence: '' }
  if (status === 'mended') return { why: 'good', title: t('Nothing was mended yet'), sentence: '' }
  if (!rules[rule].on)
    return { why: 'off', title: t('This rule is off'), sentence: t('It looks at nothing until it is switched on under “Rules”.') }
  if (examined < images)
    return {
      why: 'early',
      title: t('Nothing found so far'),
      sentence: t('{{examined}} of {{images}} images looked at by these rules', {
        examined: count(examined),
        images: count(images),
      }),
    }
  return {
    why: 'good',
    title: t('Nothing to look at'),
    sentence: t('What comes in is looked at by every rule that is on, and again when its labels change.'),
  }
}
