import type { RunEnvironment as Environment } from '#shared/domain/tracking.ts'
import { bytes } from '../../figures.ts'
import { t } from '../../i18n.ts'
import { FactList } from '../fact-list.tsx'

const COMMIT_LETTERS = 10

/** What a run ran on. */
export function RunEnvironment({ environment }: { environment: Environment }) {
  const { version, commit, node, platform, processor, cores, memoryBytes } = environment
  return (
    <FactList
      facts={[
        [t('Labelloop'), commit === null ? version : `${version} (${commit.slice(0, COMMIT_LETTERS)})`],
        [t('Node'), node],
        [t('System'), platform],
        [t('Processor'), t('{{processor}}, {{cores}} cores', { processor, cores })],
        [t('Memory'), bytes(memoryBytes)],
      ]}
    />
  )
}
