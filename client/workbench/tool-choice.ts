import type { Label } from '#shared/ontology.ts'
import type { ShapeKindId } from '#shared/shapes/index.ts'
import { type TaskId, tasks } from '#shared/tasks/index.ts'
import { type ToolId, tools } from '../canvas/tools/index.ts'
import type { Tool } from '../canvas/tools/tool.ts'

/** The tools that a task allows: those that draw its shapes and, where anything is drawn at all, those that change what is there. */
export function toolsOfTask(task: TaskId): ToolId[] {
  const shapes: readonly ShapeKindId[] = tasks[task].shapes
  const isDrawn = shapes.some((shape) => shape !== 'whole')
  return tools.ids.filter((id) => {
    const { draws }: Tool = tools.get(id)
    return id === 'select' || (isDrawn && (draws === undefined || shapes.includes(draws)))
  })
}

type Wanted = Pick<Label, 'shape'> & Partial<Pick<Label, 'skeleton'>>

/**
 * The tool to draw a label with: one for the label's own shape where it has one, else the last used if the label can be drawn with it; else the
 * task's first. Null where the task draws nothing.
 */
export function toolForLabel(task: TaskId, label: Wanted | null, lastUsed: ToolId | null): ToolId | null {
  const drawing = toolsOfTask(task).filter((id) => drawsWith(id) !== null)
  const wanted = label?.shape ?? null
  const hasJoints = label === null || Boolean(label.skeleton)
  const fits = (id: ToolId) => (wanted === null ? hasJoints || drawsWith(id) !== 'skeleton' : drawsWith(id) === wanted)
  if (lastUsed && drawing.includes(lastUsed) && fits(lastUsed)) return lastUsed
  return drawing.find((id) => drawsWith(id) === (wanted ?? tasks[task].shape)) ?? null
}

/** The kind of shape a tool draws; null for one that changes what is there. */
export function drawsWith(id: ToolId): ShapeKindId | null {
  const { draws }: Tool = tools.get(id)
  return draws ?? null
}
