import { IconEye, IconEyeOff, IconLock, IconLockOpen, IconPin, IconPinned } from '@tabler/icons-react'
import type { MouseEvent } from 'react'
import type { Annotation } from '#shared/domain/annotation.ts'
import { t } from '../i18n.ts'
import styles from './object-row.module.css'

/** What of a line is hidden, locked and pinned; of several: whether all are. */
export interface Marks {
  readonly isHidden: boolean
  readonly isLocked: boolean
  readonly isPinned: boolean
}
export type MarkSet = 'hidden' | 'locked' | 'pinned'

interface Props extends Marks {
  readonly of: readonly Annotation[]
  /** What they are called to somebody who cannot see the line. */
  readonly name: string
  readonly onMark: (set: MarkSet, annotations: readonly Annotation[]) => void
}

const SIZE = 14
const STROKE = 1.7

/** The switches of a line: seen, free, loose; faint until they are set or the line is pointed at. */
export function ObjectMarks({ of, name, isHidden, isLocked, isPinned, onMark }: Props) {
  const switchOf = (set: MarkSet) => (event: MouseEvent) => {
    event.stopPropagation()
    onMark(set, of)
  }
  return (
    <span className={styles.marks}>
      <button
        type="button"
        tabIndex={-1}
        aria-pressed={isPinned}
        aria-label={t('Pin {{name}}', { name })}
        title={t('Pin')}
        onClick={switchOf('pinned')}
      >
        {isPinned ? <IconPinned size={SIZE} stroke={STROKE} /> : <IconPin size={SIZE} stroke={STROKE} />}
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-pressed={isLocked}
        aria-label={t('Lock {{name}}', { name })}
        title={t('Lock')}
        onClick={switchOf('locked')}
      >
        {isLocked ? <IconLock size={SIZE} stroke={STROKE} /> : <IconLockOpen size={SIZE} stroke={STROKE} />}
      </button>
      <button
        type="button"
        tabIndex={-1}
        aria-pressed={isHidden}
        aria-label={t('Hide {{name}}', { name })}
        title={t('Hide')}
        onClick={switchOf('hidden')}
      >
        {isHidden ? <IconEyeOff size={SIZE} stroke={STROKE} /> : <IconEye size={SIZE} stroke={STROKE} />}
      </button>
    </span>
  )
}
