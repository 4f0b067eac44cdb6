import { MultiSelect, Select } from '@mantine/core'
import { type MonitoringSettings, SIGNAL_IDS, type SignalId } from '#shared/domain/monitoring.ts'
import { t } from '../../i18n.ts'
import { SIGNAL_TITLES } from '../monitoring/signal-words.ts'
import { Rule, RuleFigure, RuleShare } from './rule.tsx'
import type { RulesProps } from './rules-props.ts'

type Reference = MonitoringSettings['reference']

const REFERENCES = {
  snapshot: t('what the champion learned from'),
  arrived: t('all that had come before it'),
  dates: t('what came between two days'),
} as const satisfies Record<Reference, string>

/** What is watched, and how sure an alarm must be. */
export function MonitoringRules({ loop: { monitoring }, change }: RulesProps) {
  return (
    <Rule title={t('Monitoring')} enabled={monitoring.enabled} onEnabled={(enabled) => change('monitoring', { enabled })}>
      {t('Hold the newest')}
      <RuleFigure
        label={t('Images of a window')}
        value={monitoring.window}
        min={30}
        max={5000}
        onChange={(window) => change('monitoring', { window })}
      />
      {t('images against')}
      <Select
        size="xs"
        display="inline-block"
        w={300}
        mx={6}
        aria-label={t('Reference')}
        data={Object.entries(REFERENCES).map(([value, label]) => ({ value, label }))}
        value={monitoring.reference}
        onChange={(reference) => change('monitoring', { reference: (reference ?? 'snapshot') as Reference })}
      />
      {monitoring.reference === 'dates' && <Days monitoring={monitoring} change={change} />}
      {t('and raise a false alarm in at most')}
      <RuleShare
        label={t('False alarms')}
        value={monitoring.alpha}
        min={0.001}
        max={1 / 2}
        onChange={(alpha) => change('monitoring', { alpha })}
      />
      {t('of windows. Of images sent for predictions,')}
      <RuleShare
        label={t('Share of images sent for predictions')}
        value={monitoring.servedShare}
        onChange={(servedShare) => change('monitoring', { servedShare })}
      />
      {t('are measured, and')}
      <RuleShare
        label={t('Share of images sent for predictions that is kept')}
        value={monitoring.keepServed}
        onChange={(keepServed) => change('monitoring', { keepServed })}
      />
      {t('are kept, to be labelled. Leave out')}
      <MultiSelect
        size="xs"
        mt={6}
        aria-label={t('Signals that are left out')}
        placeholder={monitoring.off.length === 0 ? t('none') : ''}
        data={SIGNAL_IDS.map((value) => ({ value, label: SIGNAL_TITLES[value] }))}
        value={[...monitoring.off]}
        onChange={(off) => change('monitoring', { off: off as SignalId[] })}
        clearable
      />
    </Rule>
  )
}

function Days({ monitoring, change }: { monitoring: MonitoringSettings; change: RulesProps['change'] }) {
  return (['from', 'until'] as const).map((end) => (
    <input
      key={end}
      type="date"
      aria-label={end === 'from' ? t('First day') : t('Last day')}
      value={dayOf(monitoring[end])}
      onChange={(event) => change('monitoring', { [end]: timeOf(event.currentTarget.value, end) })}
    />
  ))
}

const DAY_LENGTH = 'yyyy-mm-dd'.length
const MS_PER_DAY = 86_400_000

const dayOf = (at: number | null): string => (at === null ? '' : new Date(at).toISOString().slice(0, DAY_LENGTH))

// The last day belongs to the reference as a whole.
const timeOf = (day: string, end: 'from' | 'until'): number | null =>
  day === '' ? null : Date.parse(day) + (end === 'until' ? MS_PER_DAY - 1 : 0)
