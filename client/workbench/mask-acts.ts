import type { ToolId } from '../canvas/tools/index.ts'
import { stepped } from '../canvas/tools/mask-brush-size.ts'
import type { Desk } from './desk.ts'
import { takeTool } from './draw-acts.ts'

/** Painting: which brush, and how large. */
export const maskActs = {
  maskBrush: (desk: Desk) => take(desk, 'brush', false),
  maskEraser: (desk: Desk) => take(desk, 'brush', true),
  maskAdd: (desk: Desk) => take(desk, 'mask-polygon', false),
  maskRemove: (desk: Desk) => take(desk, 'mask-polygon', true),
  brushLarger: (desk: Desk) => resize(desk, 1),
  brushSmaller: (desk: Desk) => resize(desk, -1),
} as const

function take(desk: Desk, tool: ToolId, isErasing: boolean) {
  takeTool(desk, tool)
  desk.ui.setState(({ settings }) => ({ settings: { ...settings, isErasing } }))
}

function resize(desk: Desk, direction: 1 | -1) {
  desk.ui.setState(({ settings }) => ({ settings: { ...settings, brushSize: stepped(settings.brushSize, direction) } }))
}
