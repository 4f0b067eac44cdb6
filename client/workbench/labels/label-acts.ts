import { t } from '../../i18n.ts'
import { type Desk, isLocked, say, selectionOf, stateOf } from '../desk.ts'
import { chooseLabel, currentLabel } from '../draw-acts.ts'
import { relabel } from '../edit-acts.ts'
import { noteRecent, openLabelPicker } from './label-picker-state.ts'

/** Objects after which the next image follows, unless somebody chose otherwise. */
const OBJECTS_PER_IMAGE = 1

/** Labels by name, and drawing one label only. */
export const labelActs = {
  findLabel: () => openLabelPicker(),
  singleLabel(desk: Desk) {
    if (desk.ui.getState().mode === 'single-label') return desk.ui.setState({ mode: 'free', note: null })
    const label = currentLabel(desk)
    if (!label) return say(desk, t('This project has no label yet: add one in its settings.'))
    const objectsPerImage = desk.ui.getState().objectsPerImage ?? OBJECTS_PER_IMAGE
    chooseLabel(desk, label.name)
    desk.ui.setState({ mode: 'single-label', label: label.name, objectsPerImage })
  },
} as const

/** Takes a label: for what is selected, else into the hand. */
export function takeLabel(desk: Desk, name: string) {
  if (isLocked(desk)) return
  noteRecent(desk.project.id, name)
  const selected = selectionOf(desk)
  if (selected.length === 0) return chooseLabel(desk, name)
  relabel(desk, selected, name)
}

/** How many objects of the label in hand this person's image has. */
export function countOfLabel(desk: Desk): number {
  const name = currentLabel(desk)?.name
  let count = 0
  for (const { label, status } of stateOf(desk)?.annotations.values() ?? [])
    if (label === name && (status === 'draft' || status === 'approved')) count++
  return count
}
