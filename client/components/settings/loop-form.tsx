import { Select } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { LoopSettings } from '#shared/domain/project.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../../api.ts'
import { t } from '../../i18n.ts'
import { projectKey } from '../../queries.ts'
import { Panel } from '../page.tsx'
import { architecturesFor } from '../runs/architectures.ts'
import { StartingPointChoice, usualStart } from '../runs/starting-point-choice.tsx'
import { useAct } from '../use-act.ts'
import { useMay } from '../use-may.ts'
import { GateRules } from './gate-rules.tsx'
import styles from './label-settings.module.css'
import { SuggestionRules } from './loop-rules.tsx'
import { MonitoringRules } from './monitoring-rules.tsx'
import { PrivacyRule, QueueRules, SplitRules } from './queue-rules.tsx'
import { Rule, RuleFigure } from './rule.tsx'
import { RuleGroups } from './rule-groups.tsx'
import type { RulesProps } from './rules-props.ts'
import { SaveBar } from './save-bar.tsx'
import { TriggerLimits } from './trigger-limits.tsx'
import { TriggerOutlook } from './trigger-outlook.tsx'
import { TriggerRules } from './trigger-rules.tsx'
import { useDryRun } from './use-dry-run.ts'

/** When the loop turns, how it trains, what passes, what people see first: each as a sentence. */
export function LoopForm({ project }: { project: ProjectSummary }) {
  const [edits, setEdits] = useState<Edits>({})
  const loop = useMemo(() => edited(project.loop, edits), [project.loop, edits])
  const mayChange = useMay('project:change', project.id)
  const cache = useQueryClient()
  const save = useAct(
    async () => {
      await call(routes.projects.changeLoop, { params: { projectId: project.id }, body: loop })
      await cache.invalidateQueries({ queryKey: projectKey(project.id) })
      setEdits((now) => (now === edits ? {} : now))
    },
    () => t('Saved: the loop goes by it from now on'),
  )
  const change: RulesProps['change'] = (part, values) =>
    setEdits((before) => ({ ...before, [part]: { ...before[part], ...values } }))
  const rules = { loop, change }
  const { dryRun, problem } = useDryRun(project.id, loop)
  return (
    <Panel>
      <fieldset className={styles.fieldset} disabled={!mayChange}>
        <TriggerOutlook dryRun={dryRun} problem={problem} />
        <TriggerRules {...rules} dryRun={dryRun} />
        <RuleGroups {...rules} />
        <TriggerLimits {...rules} />
        <TrainingRule project={project} {...rules} />
        <GateRules {...rules} />
        <SuggestionRules {...rules} />
        <QueueRules {...rules} />
        <SplitRules {...rules} />
        <PrivacyRule {...rules} />
        <MonitoringRules {...rules} />
      </fieldset>
      {mayChange && (
        <SaveBar
          dirty={JSON.stringify(loop) !== JSON.stringify(project.loop)}
          saving={save.isPending}
          onSave={() => save.mutate()}
          onReset={() => setEdits({})}
        />
      )}
    </Panel>
  )
}

/** What this person has changed of the settings, and nothing else: what others save meanwhile stays theirs. */
type Edits = { readonly [K in keyof LoopSettings]?: Partial<LoopSettings[K]> }

function edited(loop: LoopSettings, edits: Edits): LoopSettings {
  const parts = Object.entries(edits).map(([part, values]) => [part, { ...loop[part as keyof LoopSettings], ...values }])
  return { ...loop, ...Object.fromEntries(parts) }
}

function TrainingRule({ project, loop: { training }, change }: RulesProps & { project: ProjectSummary }) {
  return (
    <Rule title={t('Training')}>
      {t('Train')}
      <Select
        size="xs"
        display="inline-block"
        w={230}
        mx={6}
        aria-label={t('Architecture')}
        data={architecturesFor(project.task)}
        value={training.architecture}
        onChange={(architecture) => change('training', { architecture: architecture ?? 'auto' })}
      />
      {t('for at most')}
      <RuleFigure
        label={t('Seconds of training')}
        value={training.timeBudgetSeconds}
        min={1}
        suffix=" s"
        placeholder={t('by the data')}
        onChange={(timeBudgetSeconds) => change('training', { timeBudgetSeconds })}
        onEmpty={() => change('training', { timeBudgetSeconds: null })}
      />
      .{' '}
      <StartingPointChoice
        project={project}
        value={usualStart({ loop: { ...project.loop, training } })}
        onChange={(startingPoint) => change('training', { parameters: { ...training.parameters, startingPoint } })}
        around={[t('Pretrained networks start from'), '.']}
        aria-label={t('Starting point')}
        size="xs"
        display="inline-block"
        w={280}
        mx={6}
      />
    </Rule>
  )
}
