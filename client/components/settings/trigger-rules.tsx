import { TextInput } from '@mantine/core'
import type { DryRun } from '#shared/routes/triggers.ts'
import { t } from '../../i18n.ts'
import { Rule, RuleFigure, RuleShare } from './rule.tsx'
import { RuleStanding } from './rule-standing.tsx'
import type { RulesProps } from './rules-props.ts'

/** What a section of triggers needs: the settings as they are being edited, and what they would do. */
export interface TriggerRulesProps extends RulesProps {
  readonly dryRun: DryRun | undefined
}

/** When the loop trains by itself: each rule with where it stands and what it would have done. */
export function TriggerRules(props: TriggerRulesProps) {
  return (
    <>
      <LabelRules {...props} />
      <AlertRules {...props} />
      <ClockRule {...props} />
    </>
  )
}

function LabelRules({ loop: { milestone, age }, change, dryRun }: TriggerRulesProps) {
  return (
    <>
      <Rule title={t('Milestone')} enabled={milestone.enabled} onEnabled={(enabled) => change('milestone', { enabled })}>
        {t('Train when')}
        <RuleFigure
          label={t('New labels')}
          value={milestone.labels}
          min={1}
          onChange={(labels) => change('milestone', { labels })}
        />
        {t('approved labels are new since the last training, or')}
        <RuleShare label={t('Growth')} value={milestone.growth} max={10} onChange={(growth) => change('milestone', { growth })} />
        {t('of what it learned from, if that is more; and every label has its floor.')}
        <RuleStanding id="milestone" dryRun={dryRun} />
      </Rule>
      <Rule title={t('Age')} enabled={age.enabled} onEnabled={(enabled) => change('age', { enabled })}>
        {t('Train when an approved label has waited for')}
        <RuleFigure
          label={t('Days')}
          value={age.days}
          min={0.01}
          suffix={` ${t('days')}`}
          onChange={(days) => change('age', { days })}
        />
        {t('without any training having seen it.')}
        <RuleStanding id="age" dryRun={dryRun} />
      </Rule>
    </>
  )
}

function AlertRules({ loop: { drift, corrections, metric }, change, dryRun }: TriggerRulesProps) {
  return (
    <>
      <Rule title={t('Drift')} enabled={drift.enabled} onEnabled={(enabled) => change('drift', { enabled })}>
        {t('Train when an alert says that the images have changed, and')}
        <RuleFigure
          label={t('New labels after drift')}
          value={drift.labels}
          min={1}
          onChange={(labels) => change('drift', { labels })}
        />
        {t('approved labels are new.')}
        <RuleStanding id="drift" dryRun={dryRun} />
      </Rule>
      <Rule
        title={t('Correction rate')}
        enabled={corrections.enabled}
        onEnabled={(enabled) => change('corrections', { enabled })}
      >
        {t('Train when an alert says that people correct the model more than they did, and')}
        <RuleFigure
          label={t('New labels after corrections')}
          value={corrections.labels}
          min={1}
          onChange={(labels) => change('corrections', { labels })}
        />
        {t('approved labels are new.')}
        <RuleStanding id="correction-rate" dryRun={dryRun} />
      </Rule>
      <Rule title={t('Metric')} enabled={metric.enabled} onEnabled={(enabled) => change('metric', { enabled })}>
        {t('While the champion’s main figure on the test split is below')}
        <RuleFigure label={t('Line')} value={metric.line} min={-10} max={1} onChange={(line) => change('metric', { line })} />
        {t('train after every')}
        <RuleFigure
          label={t('New labels below the line')}
          value={metric.labels}
          min={1}
          onChange={(labels) => change('metric', { labels })}
        />
        {t('newly approved labels.')}
        <RuleStanding id="metric" dryRun={dryRun} />
      </Rule>
    </>
  )
}

function ClockRule({ loop: { schedule }, change, dryRun }: TriggerRulesProps) {
  return (
    <Rule title={t('Schedule')} enabled={schedule.enabled} onEnabled={(enabled) => change('schedule', { enabled })}>
      {t('Train at the times of')}
      <TextInput
        size="xs"
        display="inline-block"
        w={140}
        mx={6}
        aria-label={t('Schedule, as cron has it')}
        value={schedule.cron}
        maxLength={100}
        onChange={(event) => change('schedule', { cron: event.currentTarget.value })}
      />
      {t('(minute, hour, day, month, weekday, as cron has it), or up to')}
      <RuleFigure
        label={t('Minutes after the scheduled time')}
        value={schedule.withinMinutes}
        min={1}
        suffix=" min"
        onChange={(withinMinutes) => change('schedule', { withinMinutes })}
      />
      {t('later, where anything new was approved.')}
      <RuleStanding id="schedule" dryRun={dryRun} />
    </Rule>
  )
}
