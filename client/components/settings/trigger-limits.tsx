import { Select, TextInput } from '@mantine/core'
import { t } from '../../i18n.ts'
import { Rule, RuleFigure } from './rule.tsx'
import type { RulesProps } from './rules-props.ts'

/** What holds trainings back that would start by themselves. */
export function TriggerLimits({ loop: { limits, quietHours, clock }, change }: RulesProps) {
  return (
    <>
      <Rule title={t('Limits')}>
        {t('Nothing starts by itself before')}
        <RuleFigure
          label={t('Seconds without an approval')}
          value={limits.debounceSeconds}
          min={0}
          suffix=" s"
          onChange={(debounceSeconds) => change('limits', { debounceSeconds })}
        />
        {t('without an approval, before')}
        <RuleFigure
          label={t('Minutes after the last training')}
          value={limits.coolDownMinutes}
          min={0}
          suffix=" min"
          onChange={(coolDownMinutes) => change('limits', { coolDownMinutes })}
        />
        {t('after the last training, or after')}
        <RuleFigure
          label={t('Minutes of training a day')}
          value={limits.minutesPerDay}
          min={1}
          suffix=" min"
          placeholder={t('no limit')}
          onChange={(minutesPerDay) => change('limits', { minutesPerDay })}
          onEmpty={() => change('limits', { minutesPerDay: null })}
        />
        {t('of training on one day.')}
      </Rule>
      <Rule title={t('Quiet hours')} enabled={quietHours.enabled} onEnabled={(enabled) => change('quietHours', { enabled })}>
        {t('Nothing starts by itself from')}
        <Time label={t('Quiet from')} value={quietHours.from} onChange={(from) => change('quietHours', { from })} />
        {t('until')}
        <Time label={t('Quiet until')} value={quietHours.until} onChange={(until) => change('quietHours', { until })} />
        {t('; what is due then starts when they end.')}
      </Rule>
      <Rule title={t('Clock')}>
        {t('Schedules, quiet hours and days are those of')}
        <Select
          size="xs"
          display="inline-block"
          w={220}
          mx={6}
          searchable
          aria-label={t('Time zone')}
          data={timeZones(clock.timeZone)}
          value={clock.timeZone}
          onChange={(timeZone) => timeZone && change('clock', { timeZone })}
        />
        .
      </Rule>
    </>
  )
}

function Time({ label, value, onChange }: { label: string; value: string; onChange: (time: string) => void }) {
  return (
    <TextInput
      type="time"
      size="xs"
      display="inline-block"
      w={124}
      mx={6}
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => currentTarget.value !== '' && onChange(currentTarget.value)}
    />
  )
}

// UTC and the present choice may be missing from what the browser lists.
function timeZones(chosen: string): string[] {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return [...new Set(['UTC', here, chosen, ...Intl.supportedValuesOf('timeZone')])]
}
