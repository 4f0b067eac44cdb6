import { UnstyledButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { tasks } from '#shared/domain/task.ts'
import { activeLabels, type Label } from '#shared/ontology.ts'
import { chosenClass } from './decisions.ts'
import { selectedOf } from './desk.ts'
import { useDeskState, useOpenDesk } from './desk-context.ts'
import { chooseLabel, currentLabel } from './draw-acts.ts'
import { relabel } from './edit-acts.ts'
import styles from './label-bar.module.css'

/** The labels with their digits and colours: press one and draw, or give it to what is selected. */
export function LabelBar() {
  const { desk, state } = useOpenDesk()
  useDeskState((ui) => ui.selection)
  const labels = activeLabels(desk.project.ontology)
  useDeskState((ui) => ui.label)
  const selected = selectedOf(desk)
  const isWhole = tasks[desk.project.task].shape === 'whole'
  const current = isWhole ? (chosenClass(state)?.label ?? null) : (selected?.label ?? currentLabel(desk)?.name ?? null)
  const take = ({ name }: Label) => (selected ? relabel(desk, selected, name) : chooseLabel(desk, name))
  return (
    <div className={styles.bar} role="toolbar" aria-label="Labels" data-testid="label-bar">
      {labels.map((label) => (
        <UnstyledButton
          key={label.name}
          className={styles.label}
          aria-pressed={label.name === current}
          onClick={() => take(label)}
          data-testid={`label-${label.name}`}
        >
          <span className={styles.key} style={{ borderColor: label.color }}>
            {label.key ?? '·'}
          </span>
          {label.name}
        </UnstyledButton>
      ))}
      {labels.length === 0 && (
        <Link
          to="/projects/$projectId/settings"
          params={{ projectId: desk.project.id }}
          search={{ tab: 'labels' }}
          className={styles.empty}
        >
          This project has no labels yet: add the first
        </Link>
      )}
    </div>
  )
}
