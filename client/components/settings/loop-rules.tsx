import { t } from '../../i18n.ts'
import { Rule, RuleFigure, RuleShare } from './rule.tsx'
import type { RulesProps } from './rules-props.ts'

/** What people see of a model's suggestions. */
export function SuggestionRules({ loop: { prelabel }, change }: RulesProps) {
  return (
    <>
      <Rule title={t('Pre-labels')} enabled={prelabel.enabled} onEnabled={(enabled) => change('prelabel', { enabled })}>
        {t('Show a suggestion only where')}
        <RuleShare
          label={t('Precision of the suggestions')}
          value={prelabel.targetPrecision}
          placeholder={t('enough')}
          onChange={(targetPrecision) => change('prelabel', { targetPrecision })}
          onEmpty={() => change('prelabel', { targetPrecision: null })}
        />
        {t(
          'of its like were right on the validation split. Left empty, it is what saves time: a wrong one costs a key, a right one spares a drawing.',
        )}
      </Rule>
      <Rule title={t('Suggest together')} enabled={prelabel.together} onEnabled={(together) => change('prelabel', { together })}>
        {t('Ask up to three models together where that is sure to be better on the validation split and takes at most')}
        <RuleFigure
          label={t('Time for an image, all models together')}
          value={prelabel.togetherMs}
          min={1}
          suffix=" ms"
          onChange={(togetherMs) => change('prelabel', { togetherMs })}
        />
        {t('an image. Boxes, classes, tags and numbers can be put together; in other tasks the champion suggests alone.')}
      </Rule>
    </>
  )
}
