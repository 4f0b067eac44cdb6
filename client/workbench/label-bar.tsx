import { UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { activeLabels, type Label, labelNamed } from '#shared/ontology.ts'
import { tasks } from '#shared/tasks/index.ts'
import { plural, t } from '../i18n.ts'
import { chosenClass } from './decisions.ts'
import { selectedOf } from './desk.ts'
import { useAct, useDeskState, useOpenDesk } from './desk-context.ts'
import { currentLabel } from './draw-acts.ts'
import styles from './label-bar.module.css'
import { takeLabel } from './labels/label-acts.ts'
import { LabelPicker } from './labels/label-picker.tsx'
import { labelPicker } from './labels/label-picker-state.ts'
import { SingleLabelBar } from './labels/single-label-bar.tsx'
import { wholeOf } from './whole-acts.ts'

/** More labels than this are found by typing: the bar keeps those with a digit and the recent ones. */
const MOST_IN_BAR = 24

/** The labels with their digits and colours: press one and draw, or give it to what is selected. */
export function LabelBar() {
  const { desk, state } = useOpenDesk()
  useDeskState((ui) => ui.selection)
  useDeskState((ui) => ui.label)
  const mode = useDeskState((ui) => ui.mode)
  const find = useAct('findLabel')
  const { ontology, id } = desk.project
  const recent = useStore(labelPicker, (picker) => picker.recent[id])
  const labels = useMemo(() => activeLabels(ontology), [ontology])
  const selected = selectedOf(desk)
  const { shape, exclusive } = tasks[desk.project.task]
  const isWhole = shape === 'whole'
  const given = isWhole && exclusive ? chosenClass(state)?.label : (selected?.label ?? currentLabel(desk)?.name)
  const current = given === undefined ? null : labelNamed(ontology, given)
  const shown = useMemo(() => shownOf(labels, recent ?? [], current), [labels, recent, current])
  if (mode === 'single-label') return <SingleLabelBar />
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('Labels')} data-testid="label-bar">
      {shown.length < labels.length && (
        <UnstyledButton className={styles.find} onClick={find} title={t('Find a label (I)')} data-testid="find-label">
          <IconSearch size={15} stroke={1.8} />
          {plural(labels.length, '{{count}} label', '{{count}} labels')}
        </UnstyledButton>
      )}
      {shown.map((label) => (
        <UnstyledButton
          key={label.name}
          className={styles.label}
          aria-pressed={isWhole && !exclusive ? wholeOf(state, label.name) !== null : label === current}
          onClick={() => takeLabel(desk, label.name)}
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
          {t('This project has no labels yet: add the first')}
        </Link>
      )}
      <LabelPicker />
    </div>
  )
}

// In the ontology's order, so that nothing moves under the hand; what is current is always there.
function shownOf(labels: readonly Label[], recent: readonly string[], current: Label | null): readonly Label[] {
  if (labels.length <= MOST_IN_BAR) return labels
  const wanted = new Set(recent)
  const shown = labels.filter((label) => label.key !== null || wanted.has(label.name) || label === current)
  return shown.slice(0, MOST_IN_BAR)
}
