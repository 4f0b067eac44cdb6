import { Select } from '@mantine/core'
import { MergeRule } from '#shared/routes/data.ts'
import { t } from '../../i18n.ts'

const RULES = {
  keep: t('Keep those here'),
  add: t('Add what is new'),
  replace: t('Replace them by the file’s'),
  suggest: t('Suggest what is new'),
} as const satisfies Record<MergeRule, string>

/** What becomes of labels for images that are labelled here already. */
export function MergeChoice({ rule, onChange }: { rule: MergeRule; onChange: (rule: MergeRule) => void }) {
  return (
    <Select
      label={t('Images that are labelled here already')}
      data={Object.entries(RULES).map(([value, label]) => ({ value, label }))}
      value={rule}
      onChange={(value) => onChange(MergeRule.parse(value ?? rule))}
      allowDeselect={false}
      data-testid="import-merge"
    />
  )
}
