import { ActionIcon, Button, MultiSelect, SegmentedControl } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { LoopSettings } from '#shared/domain/project.ts'
import { RuleTrigger } from '#shared/domain/trigger.ts'
import { t } from '../../i18n.ts'
import { Rule } from './rule.tsx'
import styles from './rule-groups.module.css'
import type { RulesProps } from './rules-props.ts'

const NAMES = {
  milestone: t('Milestone'),
  age: t('Age'),
  drift: t('Drift'),
  'correction-rate': t('Correction rate'),
  metric: t('Metric'),
  schedule: t('Schedule'),
} as const satisfies Record<RuleTrigger, string>

const MOST_GROUPS = 12

/** How the triggers come together: any of them, or any group of which all are due. */
export function RuleGroups({ loop, change }: RulesProps) {
  const { groups } = loop.rule
  const set = (next: readonly (readonly RuleTrigger[])[]) =>
    change('rule', { groups: next.filter((group) => group.length > 0).map((group) => [...group]) })
  const enabled = RuleTrigger.options.filter((id) => isEnabled(loop, id))
  const named = new Set(groups.flat())
  const left = enabled.filter((id) => !named.has(id))
  const off = [...named].filter((id) => !isEnabled(loop, id))
  return (
    <Rule title={t('Together')}>
      {t('A training starts when')}
      <SegmentedControl
        size="xs"
        mx={6}
        aria-label={t('How triggers come together')}
        data={[
          { value: 'any', label: t('any one is due') },
          { value: 'groups', label: t('all of a group are due') },
        ]}
        value={groups.length === 0 ? 'any' : 'groups'}
        onChange={(way) => set(way === 'any' ? [] : enabled.map((id) => [id]))}
      />
      {groups.map((group, index) => (
        // Groups have no names: their place is what they are.
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
        <div key={index} className={styles.group} data-testid="rule-group">
          <span className={styles.word}>{index === 0 ? t('either') : t('or')}</span>
          <MultiSelect
            size="xs"
            className={styles.choice}
            aria-label={t('Triggers that must all be due')}
            data={RuleTrigger.options.map((id) => ({ value: id, label: NAMES[id] }))}
            value={[...group]}
            onChange={(ids) => set(groups.map((each, place) => (place === index ? (ids as RuleTrigger[]) : each)))}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('Take this group away')}
            onClick={() => set(groups.filter((_, place) => place !== index))}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      {groups.length > 0 && groups.length < MOST_GROUPS && (
        <Button size="compact-xs" variant="subtle" onClick={() => set([...groups, [left[0] ?? 'milestone']])}>
          {t('Add a group')}
        </Button>
      )}
      {groups.length > 0 && left.length > 0 && (
        <p className={styles.note}>{t('Switched on, but in no group: {{names}}.', { names: listed(left) })}</p>
      )}
      {off.length > 0 && (
        <p className={styles.note}>{t('Switched off, so that their groups are never due: {{names}}.', { names: listed(off) })}</p>
      )}
    </Rule>
  )
}

const listed = (ids: readonly RuleTrigger[]): string => ids.map((id) => NAMES[id]).join(', ')

const isEnabled = (loop: LoopSettings, id: RuleTrigger): boolean => loop[id === 'correction-rate' ? 'corrections' : id].enabled
