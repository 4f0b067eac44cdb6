import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId } from '#shared/domain/ids.ts'
import { activeLabels, type Label } from '#shared/ontology.ts'
import { bounds, type Shape } from '#shared/shapes/index.ts'
import { tasks } from '#shared/tasks/index.ts'
import { type ToolId, tools } from '../canvas/tools/index.ts'
import type { Tool } from '../canvas/tools/tool.ts'
import { cheatSheet } from '../components/cheat-sheet-state.ts'
import { t } from '../i18n.ts'
import { type Desk, decisionsOf, freeSelectionOf, isLocked, say, selectedOf, stateOf } from './desk.ts'
import { drawsWith, toolForLabel, toolsOfTask } from './tool-choice.ts'
import { toggleTag } from './whole-acts.ts'

const taking = (tool: ToolId) => (desk: Desk) => takeTool(desk, tool)

/** Drawing: which tool, which label. */
export const drawActs = {
  draw(desk: Desk) {
    const { tool, drawingTool } = desk.ui.getState()
    if (drawsWith(tool)) return drawActs.select(desk)
    const next = toolForLabel(desk.project.task, null, drawingTool)
    if (next) takeTool(desk, next)
  },
  label(desk: Desk, key: string) {
    const label = labelOfKey(desk, key)
    if (label) chooseLabel(desk, label.name)
  },
  select: (desk: Desk) => desk.ui.setState({ tool: 'select', redrawing: null }),
  /** The next shape takes the place of the selected one, which keeps its label and its history. */
  redraw(desk: Desk) {
    const selected = selectedOf(desk)
    const { task } = desk.project
    const tool = selected && toolForLabel(task, { shape: selected.shape.kind }, desk.ui.getState().drawingTool)
    if (!selected || !tool || freeSelectionOf(desk).length === 0) return
    takeTool(desk, tool)
    desk.ui.setState({
      redrawing: selected.id,
      note: t('Draw {{label}} anew: Escape keeps it as it was.', { label: selected.label }),
    })
  },
  takeBox: taking('box'),
  takeExtremeBox: taking('extreme-box'),
  takeRotatedBox: taking('rotated-box'),
  takePolygon: taking('polygon'),
  takePolyline: taking('polyline'),
  takePoints: taking('points'),
  takeEllipse: taking('ellipse'),
  takeSkeleton: taking('skeleton'),
  takeBrush: taking('brush'),
  takeMaskPolygon: taking('mask-polygon'),
  takeSlice: taking('slice'),
  /** One press, one step back: the sheet of keys, what is in hand, then the view, then the selection, then the tool. */
  escape(desk: Desk) {
    const sheet = cheatSheet.getState()
    if (sheet.open) return sheet.close()
    if (desk.stage?.cancel()) return
    say(desk, null)
    const wentBack = desk.stage?.goBack() ?? false
    const { selection, tool } = desk.ui.getState()
    if (selection.length > 0 || wentBack) return desk.ui.setState({ selection: [] })
    if (tool !== 'select') drawActs.select(desk)
  },
} as const

/** Takes a tool into the hand. One that draws something new lets go of the selection. */
export function takeTool(desk: Desk, tool: ToolId) {
  if (isLocked(desk) || !toolsOfTask(desk.project.task).includes(tool)) return
  const { draws, selectsDrawn }: Tool = tools.get(tool)
  desk.ui.setState({
    tool,
    redrawing: null,
    ...(draws && { drawingTool: tool }),
    ...(draws && !selectsDrawn && { selection: [] }),
  })
}

/** Takes a label into the hand: in a classification project that is the decision, elsewhere the next shape gets it. */
export function chooseLabel(desk: Desk, name: string) {
  if (isLocked(desk)) return
  const { task, ontology } = desk.project
  const state = stateOf(desk)
  const { shape, exclusive, asks } = tasks[task]
  if (shape === 'whole') {
    if (asks) desk.ui.setState({ label: name })
    else if (!exclusive) toggleTag(desk, name)
    else if (state) desk.annotations.change(decisionsOf(desk).classify(state, name))
    return
  }
  const label = activeLabels(ontology).find((one) => one.name === name) ?? null
  if (label?.shape === 'whole') return labelWhole(desk, label)
  desk.ui.setState({ label: name })
  const tool = toolForLabel(task, label, desk.ui.getState().drawingTool)
  if (tool) takeTool(desk, tool)
}

/** A shape was drawn on the stage. */
export function draw(desk: Desk, shape: Shape) {
  const { redrawing } = desk.ui.getState()
  const before = redrawing && stateOf(desk)?.annotations.get(redrawing)
  if (before && isVisible(before)) return drawAnew(desk, before, shape)
  const label = currentLabel(desk)
  if (!label) return say(desk, t('This project has no label yet: add one in its settings.'))
  const id = newId<AnnotationId>('an')
  desk.annotations.change([decisionsOf(desk).draw(label.name, shape, id)])
  const tool: Tool = tools.get(desk.ui.getState().tool)
  desk.ui.setState({ lastDrawn: id, note: null, ...(tool.selectsDrawn && { selection: [id] }) })
}

/** The label the next shape gets: the chosen one, else the first that is drawn. */
export function currentLabel({ project, ui }: Pick<Desk, 'project' | 'ui'>): Label | null {
  const labels = activeLabels(project.ontology)
  const chosen = labels.find(({ name }) => name === ui.getState().label)
  return chosen ?? labels.find(({ shape }) => shape !== 'whole') ?? labels[0] ?? null
}

/** The label a digit stands for, with or without Ctrl. */
export function labelOfKey({ project }: Pick<Desk, 'project'>, key: string): Label | null {
  const digit = key.slice(-1)
  return activeLabels(project.ontology).find((label) => label.key === digit) ?? null
}

function drawAnew(desk: Desk, before: Annotation, shape: Shape) {
  desk.annotations.change([decisionsOf(desk).reshape(before, shape)])
  desk.ui.setState({ redrawing: null, tool: 'select', selection: [before.id], note: null })
}

// A label of the whole image is given at once, and taken away by the same press.
function labelWhole(desk: Desk, { name }: Label) {
  const given = [...(stateOf(desk)?.annotations.values() ?? [])].find(
    (annotation) => annotation.label === name && bounds(annotation.shape) === null && isVisible(annotation),
  )
  const decisions = decisionsOf(desk)
  if (!given) desk.annotations.change([decisions.draw(name, { kind: 'whole' })])
  else desk.annotations.change([given.status === 'suggested' ? decisions.accept(given) : decisions.remove(given)])
}
