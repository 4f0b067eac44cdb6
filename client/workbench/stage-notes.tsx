import { CloseButton } from '@mantine/core'
import { say } from './desk.ts'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import styles from './stage-notes.module.css'

/** Quiet sentences over the foot of the image: why it is read-only, what was just done, what could not be. */
export function StageNotes({ isImageMissing }: { isImageMissing: boolean }) {
  const { desk, snapshot } = useOpenDesk()
  const note = useDeskState((ui) => ui.note)
  const areShapesHidden = useDeskState((ui) => ui.areShapesHidden)
  return (
    <div className={styles.notes} aria-live="polite">
      {isImageMissing && (
        <p className={styles.note}>The image could not be loaded. Its labels are untouched; try the next image or reload.</p>
      )}
      {desk.readOnly && (
        <p className={styles.note} data-testid="read-only">
          {desk.readOnly}
        </p>
      )}
      {areShapesHidden && <p className={styles.note}>Shapes are hidden: H shows them.</p>}
      {snapshot.remark && (
        <p className={styles.note} data-testid="remark">
          {snapshot.remark}
          <CloseButton size="xs" aria-label="Dismiss" onClick={desk.annotations.dismissRemark} />
        </p>
      )}
      {note && note !== desk.readOnly && (
        <p className={styles.note} data-testid="note">
          {note}
          <CloseButton size="xs" aria-label="Dismiss" onClick={() => say(desk, null)} />
        </p>
      )}
    </div>
  )
}
