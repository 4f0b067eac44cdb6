import { IconAlertTriangle, IconCheck, IconPencil } from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import type { Annotation, AnnotationStatus } from '#shared/domain/annotation.ts'
import { t } from '../i18n.ts'
import { type MarkSet, type Marks, ObjectMarks } from './object-marks.tsx'
import styles from './object-row.module.css'
import { scoreText } from './scene.ts'
import { scoreOf } from './suggestions.ts'
import { iconOfShape } from './tool-faces.tsx'

interface Props extends Marks {
  readonly annotation: Annotation
  readonly color: string
  /** Pixels from the top of the list. */
  readonly top: number
  readonly isSelected: boolean
  readonly isContested: boolean
  /** A required attribute is unanswered. */
  readonly isMissing: boolean
  /** `adds`: to what is selected already. */
  readonly onChoose: (annotation: Annotation, adds: boolean) => void
  readonly onMark: (set: MarkSet, annotations: readonly Annotation[]) => void
}

/** One object: its label, its score, how decided it is, and whether it is hidden, locked or pinned. */
export const ObjectRow = memo(function ObjectRow({ annotation, color, top, onChoose, onMark, ...line }: Props) {
  const { isSelected, isContested, isMissing, isHidden, isLocked, isPinned } = line
  const score = scoreOf(annotation)
  const Shape = iconOfShape(annotation.shape.kind)
  return (
    <div
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      data-selected={isSelected}
      data-status={annotation.status}
      data-contested={isContested}
      data-hidden={isHidden}
      data-testid="object-row"
      data-id={annotation.id}
    >
      <button
        type="button"
        className={styles.choose}
        aria-pressed={isSelected}
        onClick={(event) => onChoose(annotation, event.ctrlKey || event.metaKey || event.shiftKey)}
      >
        <span
          className={styles.swatch}
          style={{ borderColor: color, background: annotation.status === 'suggested' ? 'transparent' : color }}
        />
        <Shape className={styles.shape} size={14} stroke={1.7} />
        <span className={styles.label}>{nameOf(annotation)}</span>
        {isMissing && (
          <span className={styles.missing} title={t('A required attribute is unanswered')}>
            !
          </span>
        )}
        <span className={styles.score}>{score === null ? '' : scoreText(score)}</span>
        <span className={styles.status} title={TITLES[annotation.status]}>
          {isContested ? <IconAlertTriangle size={14} stroke={1.8} /> : MARKS[annotation.status]}
        </span>
      </button>
      <ObjectMarks
        of={[annotation]}
        name={annotation.label}
        isHidden={isHidden}
        isLocked={isLocked}
        isPinned={isPinned}
        onMark={onMark}
      />
    </div>
  )
})

// As the tag on the image says.
const nameOf = ({ label, track }: Annotation): string => (track === null ? label : `${label} ${track.number}`)

const TITLES: Record<AnnotationStatus, string> = {
  suggested: t('Undecided suggestion'),
  draft: t('Drawn or accepted, not yet approved'),
  approved: t('Approved'),
  rejected: t('Rejected'),
  deleted: t('Deleted'),
}
const MARKS: Record<AnnotationStatus, ReactNode> = {
  suggested: '?',
  draft: <IconPencil size={13} stroke={1.7} />,
  approved: <IconCheck size={14} stroke={2} />,
  rejected: '',
  deleted: '',
}
