import { Button } from '@mantine/core'
import type { AssetState } from '#shared/operations.ts'
import type { Conflict } from '../annotations/conflict.ts'
import styles from './conflict-notes.module.css'
import { useOpenDesk } from './desk-context.ts'

/** Most conflicts shown at once; the others come up as these are settled. */
const MOST_SHOWN = 3

/** Changes of ours that were refused: each waits, amber, for a person's word. */
export function ConflictNotes() {
  const { desk, snapshot, state } = useOpenDesk()
  if (snapshot.conflicts.length === 0) return null
  return (
    <div className={styles.notes} role="alert" data-testid="conflicts">
      {snapshot.conflicts.slice(0, MOST_SHOWN).map((conflict) => (
        <div key={conflict.target ?? 'asset'} className={styles.note}>
          <button
            type="button"
            className={styles.what}
            onClick={() => desk.ui.setState({ selection: conflict.target ? [conflict.target] : [], tool: 'select' })}
          >
            <strong>{nameOf(conflict, state)}</strong> {sentenceOf(conflict)}
          </button>
          <Button
            size="compact-xs"
            variant="default"
            data-testid="keep-theirs"
            onClick={() => desk.annotations.keepTheirs(conflict.target)}
          >
            Keep theirs
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            data-testid="keep-mine"
            onClick={() => desk.annotations.keepMine(conflict.target)}
          >
            Keep mine
          </Button>
        </div>
      ))}
      {snapshot.conflicts.length > MOST_SHOWN && <p className={styles.more}>{snapshot.conflicts.length - MOST_SHOWN} more</p>}
    </div>
  )
}

function nameOf({ target, operations }: Conflict, state: AssetState): string {
  if (target === null) return 'The image'
  const created = operations.find((operation) => operation.type === 'create')
  return state.annotations.get(target)?.label ?? created?.label ?? 'A shape'
}

const sentenceOf = ({ code, message }: Conflict): string =>
  code === 'stale' ? 'was changed by somebody else first' : `was not taken: ${message}`
