import { Button, Kbd } from '@mantine/core'
import type { AssetState } from '#shared/operations.ts'
import type { Conflict } from '../annotations/conflict.ts'
import { whatHappened } from '../annotations/what-happened.ts'
import { useNow } from '../components/use-now.ts'
import { t } from '../i18n.ts'
import styles from './conflict-notes.module.css'
import { useOpenDesk } from './desk-context.ts'
import { useNames } from './use-names.ts'

/** Most conflicts shown at once; the others come up as these are settled. */
const MOST_SHOWN = 3

/** Changes of ours that were refused: each waits, amber, for a person's word. The keys settle the first. */
export function ConflictNotes() {
  const { desk, snapshot, state } = useOpenDesk()
  const { conflicts } = snapshot
  const nameOf = useNames()
  const now = useNow(conflicts.length > 0)
  if (conflicts.length === 0) return null
  return (
    // Only what is new is read aloud: how long ago it was changes every second.
    <div className={styles.notes} role="alert" aria-atomic="false" aria-relevant="additions" data-testid="conflicts">
      {conflicts.slice(0, MOST_SHOWN).map((conflict, index) => (
        <div key={conflict.target ?? 'asset'} className={styles.note}>
          <button
            type="button"
            className={styles.what}
            onClick={() => desk.ui.setState({ selection: conflict.target ? [conflict.target] : [], tool: 'select' })}
          >
            <strong>{titleOf(conflict, state)}</strong> {whatHappened(conflict, { state, nameOf, now })}.
          </button>
          <Button
            size="compact-xs"
            variant="default"
            data-testid="keep-theirs"
            rightSection={index === 0 && <Kbd size="xs">{t('Alt 1')}</Kbd>}
            onClick={() => desk.annotations.keepTheirs(conflict.target)}
          >
            {t('Keep theirs')}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            data-testid="keep-mine"
            rightSection={index === 0 && <Kbd size="xs">{t('Alt 2')}</Kbd>}
            onClick={() => desk.annotations.keepMine(conflict.target)}
          >
            {t('Keep mine')}
          </Button>
        </div>
      ))}
      {conflicts.length > MOST_SHOWN && (
        <p className={styles.more}>{t('{{rest}} more', { rest: conflicts.length - MOST_SHOWN })}</p>
      )}
    </div>
  )
}

function titleOf({ target, operations }: Conflict, state: AssetState): string {
  if (target === null) return t('The image:')
  const created = operations.find((operation) => operation.type === 'create')
  return `${state.annotations.get(target)?.label ?? created?.label ?? t('A shape')}:`
}
