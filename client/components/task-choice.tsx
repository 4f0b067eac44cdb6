import { UnstyledButton } from '@mantine/core'
import { TaskId, tasks } from '#shared/tasks/index.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import styles from './task-choice.module.css'
import { TaskPicture } from './task-picture.tsx'
import { sentences } from './task-sentences.ts'

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
          <TaskPicture task={task} />
          <span>
            <b>{translated(tasks[task].title)}</b>
            <small>{sentences[task]}</small>
          </span>
        </UnstyledButton>
      ))}
    </div>
  )
}
