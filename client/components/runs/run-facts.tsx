import type { Run } from '#shared/domain/training.ts'
import { ago, count } from '../../figures.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { FactList } from '../fact-list.tsx'

/** Snapshot, architecture and why, engine, parameters: what makes a run repeatable. */
export function RunFacts({ run }: { run: Run }) {
  const listed = (record: Run['parameters']) => Object.entries(record).map(([name, value]) => [name, written(value)] as const)
  return (
    <FactList
      facts={[
        [t('Snapshot'), run.snapshotNumber],
        [t('Labels'), run.labels === null ? null : count(run.labels)],
        [t('Architecture'), run.architecture],
        [t('Chosen because'), run.architectureReason && translated(run.architectureReason)],
        [t('Engine'), run.engine],
        [t('Seed'), run.seed],
        [t('Attempt'), run.attempt],
        [t('Asked for'), ago(run.createdAt)],
        [t('Trigger'), translated(run.trigger.reason)],
        [t('Gate may promote'), run.promote ? t('yes') : t('no')],
        ...listed(Object.keys(run.parameters).length > 0 ? run.parameters : run.requested),
      ]}
    />
  )
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
