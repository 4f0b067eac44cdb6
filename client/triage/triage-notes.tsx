import { Button, CloseButton } from '@mantine/core'
import { useStore } from 'zustand'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import styles from './triage-notes.module.css'
import type { TriageWork } from './triage-work.ts'

const MOST_SHOWN = 3

/** What a person must know: refused changes wait for their word, the rest goes with the next act. */
export function TriageNotes({ work }: { work: TriageWork }) {
  const { note, refused } = useStore(work.state)
  return (
    <div className={styles.notes} aria-live="polite">
      {refused.slice(0, MOST_SHOWN).map(({ assetId, conflict, label }) => (
        <p key={`${assetId} ${conflict.target}`} className={styles.refused} role="alert" data-testid="refused">
          <span>
            <strong>{label}</strong>{' '}
            {conflict.code === 'stale'
              ? t('was changed by somebody else first')
              : t('was not taken: {{message}}', { message: translated(conflict.message) })}
          </span>
          <Button size="compact-xs" variant="default" onClick={() => work.settle(assetId, conflict.target, false)}>
            {t('Keep theirs')}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => work.settle(assetId, conflict.target, true)}>
            {t('Keep mine')}
          </Button>
        </p>
      ))}
      {note && (
        <p className={styles.note} data-testid="note">
          {note}
          <CloseButton size="xs" aria-label={t('Dismiss')} onClick={() => work.state.setState({ note: null })} />
        </p>
      )}
    </div>
  )
}
