import { type AnnotationId, newId } from '#shared/domain/ids.ts'
import { tasks } from '#shared/domain/task.ts'
import { activeLabels, type Label } from '#shared/ontology.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { cheatSheet } from '../components/cheat-sheet-state.ts'
import { type Desk, decisionsOf, isLocked, say, stateOf } from './desk.ts'

/** Drawing: which tool, which label. */
export const drawActs = {
  draw(desk: Desk) {
    const { tool } = desk.ui.getState()
    if (tool === 'box') return drawActs.select(desk)
    takeBoxTool(desk)
  },
  label(desk: Desk, key: string) {
    const label = labelOfKey(desk, key)
    if (label) chooseLabel(desk, label.name)
  },
  select: (desk: Desk) => desk.ui.setState({ tool: 'select' }),
  /** One press, one step back: the sheet of keys, what is in hand, then the view, then the selection, then the tool. */
  escape(desk: Desk) {
    const sheet = cheatSheet.getState()
    if (sheet.open) return sheet.close()
    if (desk.stage?.cancel()) return
    say(desk, null)
    const wentBack = desk.stage?.goBack() ?? false
    const { selection, tool } = desk.ui.getState()
    if (selection.length > 0 || wentBack) return desk.ui.setState({ selection: [] })
    if (tool !== 'select') desk.ui.setState({ tool: 'select' })
  },
} as const

/** Takes a label into the hand: in a classification project that is the decision, elsewhere the next shape gets it. */
export function chooseLabel(desk: Desk, name: string) {
  if (isLocked(desk)) return
  const state = stateOf(desk)
  if (tasks[desk.project.task].shape === 'whole') {
    if (state) desk.annotations.change(decisionsOf(desk).classify(state, name))
    return
  }
  desk.ui.setState({ label: name })
  takeBoxTool(desk)
}

/** A shape was drawn on the stage. */
export function draw(desk: Desk, shape: Shape) {
  const label = currentLabel(desk)
  if (!label) return say(desk, 'This project has no label yet: add one in its settings.')
  const id = newId<AnnotationId>('an')
  desk.annotations.change([decisionsOf(desk).draw(label.name, shape, id)])
  desk.ui.setState({ lastDrawn: id, note: null })
}

/** The label the next shape gets: the chosen one, else the first. */
export function currentLabel({ project, ui }: Pick<Desk, 'project' | 'ui'>): Label | null {
  const labels = activeLabels(project.ontology)
  return labels.find(({ name }) => name === ui.getState().label) ?? labels[0] ?? null
}

/** The label a digit stands for, with or without Ctrl. */
export function labelOfKey({ project }: Pick<Desk, 'project'>, key: string): Label | null {
  const digit = key.slice(-1)
  return activeLabels(project.ontology).find((label) => label.key === digit) ?? null
}

function takeBoxTool(desk: Desk) {
  if (isLocked(desk)) return
  if (tasks[desk.project.task].shape !== 'box') return
  desk.ui.setState({ tool: 'box', selection: [] })
}
