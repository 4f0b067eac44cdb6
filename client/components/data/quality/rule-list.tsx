import { UnstyledButton } from '@mantine/core'
import type { QualityState } from '#shared/domain/quality.ts'
import type { QualityRuleId } from '#shared/domain/quality-rule.ts'
import { count } from '../../../figures.ts'
import { t } from '../../../i18n.ts'
import facet from '../../facet.module.css'
import { RULE_GROUPS, RULE_TITLES, type RuleGroup, rulesOf } from './quality-words.ts'
import styles from './rule-list.module.css'

interface Props {
  readonly state: QualityState
  readonly rule: QualityRuleId
  readonly status: 'open' | 'dismissed' | 'mended'
  readonly onRule: (rule: QualityRuleId) => void
}

/** Every rule with how many findings it has. */
export function RuleList({ state, rule, status, onRule }: Props) {
  const numberOf = new Map(state.counts.map((one) => [one.rule, one[status]]))
  return (
    <nav className={styles.list} aria-label={t('Rules')}>
      {(Object.keys(RULE_GROUPS) as RuleGroup[]).map((group) => (
        <fieldset key={group} className={facet.group}>
          <legend>{RULE_GROUPS[group]}</legend>
          {rulesOf(group).map((id) => (
            <UnstyledButton
              key={id}
              className={facet.value}
              aria-pressed={id === rule}
              data-off={!state.rules[id].on}
              data-none={(numberOf.get(id) ?? 0) === 0}
              onClick={() => onRule(id)}
              data-testid={`rule-${id}`}
            >
              <span>{RULE_TITLES[id]}</span>
              <span className={styles.number}>{state.rules[id].on ? count(numberOf.get(id) ?? 0) : t('off')}</span>
            </UnstyledButton>
          ))}
        </fieldset>
      ))}
    </nav>
  )
}
