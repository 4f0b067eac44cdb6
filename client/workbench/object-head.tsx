import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { count } from '../figures.ts'
import { t } from '../i18n.ts'
import type { ListLine } from './object-filter.ts'
import { type MarkSet, type Marks, ObjectMarks } from './object-marks.tsx'
import styles from './object-row.module.css'

interface Props extends Marks {
  readonly line: Extract<ListLine, { kind: 'head' }>
  readonly top: number
  readonly onFold: () => void
  readonly onChoose: () => void
  readonly onMark: (set: MarkSet, annotations: Extract<ListLine, { kind: 'head' }>['annotations']) => void
}

/** The head of a group of objects: how many, fold, select all of them, hide, lock and pin them together. */
export function ObjectHead({ line, top, onFold, onChoose, onMark, ...marks }: Props) {
  const { title, color, isOpen, annotations } = line
  return (
    <div className={styles.row} style={{ transform: `translateY(${top}px)` }} data-head data-testid="object-head">
      <button
        type="button"
        className={styles.fold}
        aria-expanded={isOpen}
        aria-label={t('Fold {{title}}', { title })}
        onClick={onFold}
      >
        {isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
      </button>
      <button type="button" className={styles.choose} onClick={onChoose} title={t('Select all of them')}>
        {color !== null && <span className={styles.swatch} style={{ borderColor: color, background: color }} />}
        <span className={styles.label}>{title}</span>
        <span className={styles.score}>{count(annotations.length)}</span>
      </button>
      <ObjectMarks of={annotations} name={title} {...marks} onMark={onMark} />
    </div>
  )
}
