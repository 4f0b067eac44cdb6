import { registry } from '#shared/registry.ts'
import { boxTool } from './box-tool.ts'
import { brushTool } from './brush-tool.ts'
import { ellipseTool } from './ellipse-tool.ts'
import { extremeBoxTool } from './extreme-box-tool.ts'
import { joinTool } from './join-tool.ts'
import { maskPolygonTool } from './mask-polygon-tool.ts'
import { rotatedBoxTool } from './rotated-box-tool.ts'
import { selectTool } from './select-tool.ts'
import { skeletonTool } from './skeleton-tool.ts'
import { sliceTool } from './slice-tool.ts'
import { cutOutTool } from './smart/cut-out-tool.ts'
import { regionTool } from './smart/region-tool.ts'
import { scissorsTool } from './smart/scissors-tool.ts'
import { similarTool } from './smart/similar-tool.ts'
import { wandTool } from './smart/wand-tool.ts'
import { pointsTool, polygonTool, polylineTool } from './vertex-tools.ts'

/** Everything a hand can do on an image, in the order of the rail. */
export const tools = registry('tools', [
  selectTool,
  boxTool,
  extremeBoxTool,
  rotatedBoxTool,
  polygonTool,
  polylineTool,
  pointsTool,
  ellipseTool,
  skeletonTool,
  brushTool,
  maskPolygonTool,
  cutOutTool,
  regionTool,
  scissorsTool,
  wandTool,
  similarTool,
  sliceTool,
  joinTool,
])
export type ToolId = (typeof tools.ids)[number]
