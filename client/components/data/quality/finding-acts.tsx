import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import type { FindingDecision, ShownFinding } from '#shared/domain/quality.ts'
import { count } from '../../../figures.ts'
import { t } from '../../../i18n.ts'
import styles from './finding-list.module.css'
import type { Decisions } from './use-decisions.ts'

/** So many findings are decided on at once: what one request may hold. */
const MOST_AT_ONCE = 500

interface Props {
  /** The one in focus; undefined where the list is empty. */
  readonly finding: ShownFinding | undefined
  readonly listed: readonly ShownFinding[]
  readonly decisions: Decisions
  readonly onOpen: () => void
}

/** What can be done about the finding in focus, about all that are listed, and the way back. */
export function FindingActs({ finding, listed, decisions, onOpen }: Props) {
  const together = listed.slice(0, MOST_AT_ONCE)
  return (
    <div className={styles.acts}>
      {finding && <OfOne finding={finding} decide={(decision) => decisions.decide([finding], decision)} onOpen={onOpen} />}
      {finding?.status === 'open' && together.length > 1 && (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          onClick={() => decisions.decide(together, 'dismiss')}
          data-testid="dismiss-all"
        >
          {t('These {{findings}} are all fine', { findings: count(together.length) })}
        </Button>
      )}
      {decisions.canUndo && (
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<IconArrowBackUp size={14} stroke={1.7} />}
          onClick={decisions.undo}
          data-testid="undo-decision"
        >
          {t('Undo')} <kbd>{t('Ctrl Z')}</kbd>
        </Button>
      )}
    </div>
  )
}

interface OneProps {
  readonly finding: ShownFinding
  readonly decide: (decision: FindingDecision) => void
  readonly onOpen: () => void
}

function OfOne({ finding: { status, asset }, decide, onOpen }: OneProps) {
  return (
    <>
      {status === 'open' ? (
        <Button size="xs" variant="default" onClick={() => decide('dismiss')} data-testid="dismiss">
          {t('It is fine')} <kbd>D</kbd>
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={() => decide('reopen')}>
          {t('Look again')} <kbd>O</kbd>
        </Button>
      )}
      {asset.status === 'quarantined' ? (
        <Button size="xs" variant="default" onClick={() => decide('release')} data-testid="release">
          {t('Take back in')} <kbd>R</kbd>
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={() => decide('quarantine')} data-testid="set-aside">
          {t('Set it aside')} <kbd>Q</kbd>
        </Button>
      )}
      <Button size="xs" variant="default" onClick={onOpen}>
        {t('Open')} <kbd>↵</kbd>
      </Button>
    </>
  )
}
