import { registry } from '#shared/registry.ts'
import { boxTool } from './box-tool.ts'
import { selectTool } from './select-tool.ts'

/** Everything a hand can do on an image. */
export const tools = registry('tools', [selectTool, boxTool])
export type ToolId = (typeof tools.ids)[number]
