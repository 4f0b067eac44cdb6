import { ActionIcon, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconArrowBackUp, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../../i18n.ts'
import { isFamily } from '../key-names.ts'
import type { KeyBinding } from '../keymap.ts'
import type { Conflict } from './conflicts.ts'
import { KeyCaps } from './key-caps.tsx'
import styles from './key-table.module.css'
import { useRecordedKeys } from './use-recorded-keys.ts'

interface Props {
  readonly binding: KeyBinding
  readonly isOwn: boolean
  readonly conflicts: readonly Conflict[]
  /** Null gives the preset's keys back. */
  readonly onChange: (keys: readonly string[] | null) => void
}

/** An act with its keys, to be changed: press the keys, then the new ones. */
export function KeyRow({ binding, isOwn, conflicts, onChange }: Props) {
  const [isRecording, setRecording] = useState(false)
  const { id, keys, what } = binding
  return (
    <div className={styles.row} data-testid={`key-${id}`}>
      <span className={styles.keys}>
        {isRecording ? (
          <Recorder
            onKeys={(pressed) => {
              setRecording(false)
              onChange([pressed])
            }}
            onCancel={() => setRecording(false)}
          />
        ) : (
          <UnstyledButton className={styles.change} disabled={isFamily(keys)} onClick={() => setRecording(true)}>
            {keys.length > 0 ? <KeyCaps keys={keys} /> : <span className={styles.none}>{t('none')}</span>}
            <VisuallyHidden>{t('Change the key of: {{what}}', { what })}</VisuallyHidden>
          </UnstyledButton>
        )}
      </span>
      <span className={styles.what}>
        {what}
        {conflicts.map((conflict) => (
          <em key={`${conflict.key} ${conflict.winner.id} ${conflict.loser.id}`} className={styles.conflict}>
            {conflictText(conflict, id)}
          </em>
        ))}
      </span>
      <span className={styles.acts}>
        {isOwn && (
          <Tooltip label={t('As the preset has it')}>
            <ActionIcon
              size={24}
              variant="subtle"
              color="gray"
              aria-label={t('Reset: {{what}}', { what })}
              onClick={() => onChange(null)}
            >
              <IconArrowBackUp size={14} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
        {keys.length > 0 && !isFamily(keys) && (
          <Tooltip label={t('No key')}>
            <ActionIcon
              size={24}
              variant="subtle"
              color="gray"
              aria-label={t('No key: {{what}}', { what })}
              onClick={() => onChange([])}
            >
              <IconX size={14} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
      </span>
    </div>
  )
}

function Recorder(recording: { onKeys: (keys: string) => void; onCancel: () => void }) {
  useRecordedKeys(recording)
  return (
    <span className={styles.recording} role="status" data-testid="recording-keys">
      {t('Press one key, or two')}
    </span>
  )
}

/** What a conflict means for one of the two. */
function conflictText({ kind, winner, loser }: Conflict, id: string): string {
  const other = winner.id === id ? loser : winner
  if (kind === 'waits for a second key') return t('Also begins the two keys of “{{what}}”.', { what: loser.what })
  if (kind === 'same place')
    return winner.id === id
      ? t('Taken from “{{what}}”.', { what: other.what })
      : t('Does “{{what}}” instead.', { what: other.what })
  return winner.id === id
    ? t('Goes before “{{what}}”.', { what: other.what })
    : t('Does “{{what}}” where that applies.', { what: other.what })
}
