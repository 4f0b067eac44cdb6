import { Tooltip } from '@mantine/core'
import { type SaveState, saveSentence } from '../annotations/save-state.ts'
import { t } from '../i18n.ts'
import { useOpenDesk } from './desk-context.ts'
import styles from './save-word.module.css'

const EXPLANATIONS: Record<SaveState['kind'], string> = {
  saved: t('Every change is stored durably'),
  saving: t('Changes are on their way to the server'),
  offline: t('The server cannot be reached. Go on working: changes are kept in this browser and sent when it is back'),
  'signed-out': t('Sign in again: changes are kept in this browser until then'),
}

/** Where one's changes are, as a word. */
export function SaveWord() {
  const { save } = useOpenDesk().snapshot
  return (
    <Tooltip label={EXPLANATIONS[save.kind]}>
      <span className={styles.word} data-kind={save.kind} data-testid="save-state" role="status">
        <span className={styles.dot} />
        {saveSentence(save)}
      </span>
    </Tooltip>
  )
}
