import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { QualityState, RulePreview } from '#shared/domain/quality.ts'
import { QUALITY_RULES, type QualityRuleId, QualityRules, type RuleSetting } from '#shared/domain/quality-rule.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../../api.ts'
import { sentenceOf } from '../../../api-error.ts'
import { count } from '../../../figures.ts'
import { t } from '../../../i18n.ts'
import { projectKey, queries } from '../../../queries.ts'
import { Panel } from '../../page.tsx'
import { Rule, RuleFigure } from '../../settings/rule.tsx'
import { SaveBar } from '../../settings/save-bar.tsx'
import { useAct } from '../../use-act.ts'
import { RULE_GROUPS, RULE_SENTENCES, RULE_TITLES, type RuleGroup, rulesOf } from './quality-words.ts'
import styles from './rule-settings.module.css'

interface Props {
  readonly projectId: ProjectId
  readonly state: QualityState
  readonly onDone: () => void
}

const AFTER_TYPING_MS = 300

const ACTS = {
  note: t('then: put it on the list'),
  quarantine: t('then: set it aside'),
} as const satisfies Record<RuleSetting['act'], string>

/** The rules as sentences, each with how many images it would find as it stands there. */
export function RuleSettings({ projectId, state, onDone }: Props) {
  const cache = useQueryClient()
  const [rules, setRules] = useState<QualityRules>(state.rules)
  const [settled] = useDebouncedValue(rules, AFTER_TYPING_MS)
  // Half a number may lie off its range; the field mends that when it is left.
  const { data: preview = [], error } = useQuery({
    ...queries.qualityPreview(projectId, settled),
    enabled: QualityRules.safeParse(settled).success,
    placeholderData: keepPreviousData,
  })
  const previewOf = new Map(preview.map((one) => [one.rule, one]))
  const save = useAct(
    async () => {
      await call(routes.quality.changeRules, { params: { projectId }, body: rules })
      await cache.invalidateQueries({ queryKey: projectKey(projectId) })
      onDone()
    },
    () => t('Kept; all images are looked at again'),
  )
  const change = (rule: QualityRuleId, fields: Partial<RuleSetting>) =>
    setRules({ ...rules, [rule]: { ...rules[rule], ...fields } })
  return (
    <Panel title={t('Rules')}>
      {(Object.keys(RULE_GROUPS) as RuleGroup[]).map((group) => (
        <section key={group} className={styles.group}>
          <h3>{RULE_GROUPS[group]}</h3>
          {rulesOf(group).map((rule) => (
            <RuleRow
              key={rule}
              rule={rule}
              setting={rules[rule]}
              preview={previewOf.get(rule)}
              onChange={(fields) => change(rule, fields)}
            />
          ))}
        </section>
      ))}
      {error && (
        <p className={styles.problem}>{t('What the rules would find could not be asked: {{why}}', { why: sentenceOf(error) })}</p>
      )}
      <SaveBar
        dirty={JSON.stringify(rules) !== JSON.stringify(state.rules) && QualityRules.safeParse(rules).success}
        saving={save.isPending}
        onSave={() => save.mutate()}
        onReset={() => setRules(state.rules)}
      />
    </Panel>
  )
}

interface RowProps {
  readonly rule: QualityRuleId
  readonly setting: RuleSetting
  readonly preview: RulePreview | undefined
  readonly onChange: (fields: Partial<RuleSetting>) => void
}

function RuleRow({ rule, setting, preview, onChange }: RowProps) {
  const [before, behind] = RULE_SENTENCES[rule]
  const [least, most] = QUALITY_RULES[rule].range
  return (
    <div className={styles.row} data-testid={`setting-${rule}`}>
      <Rule title={RULE_TITLES[rule]} enabled={setting.on} onEnabled={(on) => onChange({ on })}>
        {before}
        <RuleFigure
          label={RULE_TITLES[rule]}
          value={setting.threshold}
          min={least}
          max={most}
          onChange={(threshold) => onChange({ threshold })}
        />
        {behind}{' '}
        <Select
          size="xs"
          display="inline-block"
          w={190}
          mx={4}
          aria-label={t('What becomes of the image')}
          data={Object.entries(ACTS).map(([value, label]) => ({ value, label }))}
          value={setting.act}
          allowDeselect={false}
          onChange={(act) => onChange({ act: act === 'quarantine' ? 'quarantine' : 'note' })}
        />
      </Rule>
      <span className={styles.preview} data-testid={`preview-${rule}`}>
        {preview && t('would find {{found}} of {{images}} images', { found: count(preview.finds), images: count(preview.of) })}
      </span>
    </div>
  )
}
