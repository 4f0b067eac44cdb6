import { Button, CloseButton } from '@mantine/core'
import { t } from '../i18n.ts'
import { say } from './desk.ts'
import { useAct, useDeskState, useOpenDesk } from './desk-context.ts'
import styles from './stage-notes.module.css'
import { SuggestNote } from './suggest-note.tsx'
import { holderOf, mayTakeBack } from './together-acts.ts'
import { type PresenceLine, useOthers } from './use-presence.ts'

/** Quiet sentences over the foot of the image: why it is read-only, what was just done, what could not be. */
export function StageNotes({ isImageMissing, presence }: { isImageMissing: boolean; presence: PresenceLine }) {
  const { desk, snapshot, state } = useOpenDesk()
  const selection = useDeskState((ui) => ui.selection)
  const holder = holderOf(useOthers(presence), selection)
  const takeBack = useAct('takeBack')
  const note = useDeskState((ui) => ui.note)
  const areShapesHidden = useDeskState((ui) => ui.areShapesHidden)
  return (
    <div className={styles.notes} aria-live="polite">
      {isImageMissing && (
        <p className={styles.note}>
          {t('The image could not be loaded. Its labels are untouched; try the next image or reload.')}
        </p>
      )}
      {desk.readOnly && (
        <p className={styles.note} data-testid="read-only">
          {desk.readOnly}
        </p>
      )}
      {holder && (
        <p className={styles.note} data-testid="held">
          {t('{{name}} has it in hand.', { name: holder.name })}
        </p>
      )}
      {mayTakeBack(desk, state) && (
        <p className={styles.note} data-testid="submitted">
          {t('Submitted: it waits for review.')}
          <Button size="compact-xs" variant="default" onClick={takeBack} data-testid="take-back">
            {t('Take it back')}
          </Button>
        </p>
      )}
      <SuggestNote />
      {areShapesHidden && <p className={styles.note}>{t('Shapes are hidden: H shows them.')}</p>}
      {snapshot.remark && (
        <p className={styles.note} data-testid="remark">
          {snapshot.remark}
          <CloseButton size="xs" aria-label={t('Dismiss')} onClick={desk.annotations.dismissRemark} />
        </p>
      )}
      {note && note !== desk.readOnly && (
        <p className={styles.note} data-testid="note">
          {note}
          <CloseButton size="xs" aria-label={t('Dismiss')} onClick={() => say(desk, null)} />
        </p>
      )}
    </div>
  )
}
