import type { Run } from '#shared/domain/training.ts'
import { ago, count } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { FactList } from '../fact-list.tsx'

/** Snapshot, architecture and why, engine, parameters: what makes a run repeatable. */
export function RunFacts({ run }: { run: Run }) {
  const listed = (record: Run['parameters']) => Object.entries(record).map(([name, value]) => [name, written(value)] as const)
  return (
    <FactList
      facts={[
        ['Snapshot', run.snapshotNumber],
        ['Labels', run.labels === null ? null : count(run.labels)],
        ['Architecture', run.architecture],
        [t('Chosen because'), run.architectureReason],
        ['Engine', run.engine],
        ['Seed', run.seed],
        ['Attempt', run.attempt],
        [t('Asked for'), ago(run.createdAt)],
        ['Trigger', run.trigger.reason],
        [t('Gate may promote'), run.promote ? 'yes' : 'no'],
        ...listed(Object.keys(run.parameters).length > 0 ? run.parameters : run.requested),
      ]}
    />
  )
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
