import { UnstyledButton } from '@mantine/core'
import { TaskId, tasks } from '#shared/tasks/index.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import styles from './task-choice.module.css'

const SENTENCES = {
  detection: t('Boxes, outlines, masks, points: what and where.'),
  classification: t('One class for the whole image.'),
} as const satisfies Record<TaskId, string>

/** Which task a project is for, each with its picture. It cannot be changed later. */
export function TaskChoice({ value, onChange }: { value: TaskId; onChange: (task: TaskId) => void }) {
  return (
    <div className={styles.choice} role="radiogroup" aria-label={t('Task')}>
      {TaskId.options.map((task) => (
        <UnstyledButton
          key={task}
          role="radio"
          aria-checked={task === value}
          className={styles.option}
          onClick={() => onChange(task)}
          data-testid={`task-${task}`}
        >
          <Picture task={task} />
          <span>
            <b>{translated(tasks[task].title)}</b>
            <small>{SENTENCES[task]}</small>
          </span>
        </UnstyledButton>
      ))}
    </div>
  )
}

function Picture({ task }: { task: TaskId }) {
  return (
    <svg width="46" height="36" viewBox="0 0 46 36" fill="none" aria-hidden="true">
      <rect x="1" y="1" width="44" height="34" rx="5" fill="var(--surface-sunken)" stroke="var(--line-strong)" />
      {task === 'detection' ? (
        <g stroke="var(--accent)" strokeWidth="1.6">
          <rect x="7" y="8" width="14" height="13" rx="1.5" />
          <rect x="26" y="15" width="12" height="14" rx="1.5" />
        </g>
      ) : (
        <>
          <rect x="4.5" y="4.5" width="37" height="27" rx="3" stroke="var(--accent)" strokeWidth="1.6" />
          <rect x="4.5" y="23" width="20" height="8.5" rx="2" fill="var(--accent)" />
        </>
      )}
    </svg>
  )
}
