import { IconAlertTriangle, IconCheck, IconPencil } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Annotation, AnnotationStatus } from '#shared/domain/annotation.ts'
import styles from './object-row.module.css'
import { scoreText } from './scene.ts'
import { scoreOf } from './suggestions.ts'

interface Props {
  readonly annotation: Annotation
  readonly color: string
  /** Pixels from the top of the list. */
  readonly top: number
  readonly isSelected: boolean
  readonly isContested: boolean
  readonly onChoose: () => void
}

/** One object: its label, its score, how decided it is. */
export function ObjectRow({ annotation, color, top, isSelected, isContested, onChoose }: Props) {
  const score = scoreOf(annotation)
  return (
    <button
      type="button"
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      aria-pressed={isSelected}
      data-status={annotation.status}
      data-contested={isContested}
      data-testid="object-row"
      data-id={annotation.id}
      onClick={onChoose}
    >
      <span
        className={styles.swatch}
        style={{ borderColor: color, background: annotation.status === 'suggested' ? 'transparent' : color }}
      />
      <span className={styles.label}>{annotation.label}</span>
      <span className={styles.score}>{score === null ? '' : scoreText(score)}</span>
      <span className={styles.status} title={TITLES[annotation.status]}>
        {isContested ? <IconAlertTriangle size={14} stroke={1.8} /> : MARKS[annotation.status]}
      </span>
    </button>
  )
}

const TITLES: Record<AnnotationStatus, string> = {
  suggested: 'Undecided suggestion',
  draft: 'Drawn or accepted, not yet approved',
  approved: 'Approved',
  rejected: 'Rejected',
  deleted: 'Deleted',
}
const MARKS: Record<AnnotationStatus, ReactNode> = {
  suggested: '?',
  draft: <IconPencil size={13} stroke={1.7} />,
  approved: <IconCheck size={14} stroke={2} />,
  rejected: '',
  deleted: '',
}
