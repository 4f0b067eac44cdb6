import {
  IconBorderCorners,
  IconBrush,
  IconDroplet,
  IconFocusCentered,
  IconGridDots,
  IconLassoPolygon,
  IconLayersUnion,
  IconOval,
  IconPhoto,
  IconPointer,
  IconPolygon,
  IconRectangle,
  IconRotateRectangle,
  IconScissors,
  IconSlice,
  IconTimeline,
  IconWalk,
  IconWand,
  IconZoomScan,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import type { ShapeKindId } from '#shared/shapes/index.ts'
import { type ToolId, tools } from '../canvas/tools/index.ts'
import type { ActionId } from './keymap.ts'
import { drawsWith } from './tool-choice.ts'

/** Tools that stand together on the rail, in its order. */
export const TOOL_GROUPS = ['point', 'draw', 'paint', 'smart', 'reshape'] as const

/** How a tool looks on the rail, and the act whose key takes it. */
export interface ToolFace {
  readonly Icon: TablerIcon
  readonly group: (typeof TOOL_GROUPS)[number]
  readonly act: ActionId
}

/** Every tool's face. */
export const toolFaces: Record<ToolId, ToolFace> = {
  select: { Icon: IconPointer, group: 'point', act: 'select' },
  box: { Icon: IconRectangle, group: 'draw', act: 'takeBox' },
  'extreme-box': { Icon: IconBorderCorners, group: 'draw', act: 'takeExtremeBox' },
  'rotated-box': { Icon: IconRotateRectangle, group: 'draw', act: 'takeRotatedBox' },
  polygon: { Icon: IconPolygon, group: 'draw', act: 'takePolygon' },
  polyline: { Icon: IconTimeline, group: 'draw', act: 'takePolyline' },
  points: { Icon: IconGridDots, group: 'draw', act: 'takePoints' },
  ellipse: { Icon: IconOval, group: 'draw', act: 'takeEllipse' },
  skeleton: { Icon: IconWalk, group: 'draw', act: 'takeSkeleton' },
  brush: { Icon: IconBrush, group: 'paint', act: 'takeBrush' },
  'mask-polygon': { Icon: IconLassoPolygon, group: 'paint', act: 'takeMaskPolygon' },
  'cut-out': { Icon: IconFocusCentered, group: 'smart', act: 'takeCutOut' },
  region: { Icon: IconDroplet, group: 'smart', act: 'takeRegion' },
  scissors: { Icon: IconScissors, group: 'smart', act: 'takeScissors' },
  wand: { Icon: IconWand, group: 'smart', act: 'takeWand' },
  similar: { Icon: IconZoomScan, group: 'smart', act: 'findSimilar' },
  slice: { Icon: IconSlice, group: 'reshape', act: 'takeSlice' },
  join: { Icon: IconLayersUnion, group: 'reshape', act: 'join' },
}

/** A kind of shape looks like the first tool that draws it; what is not drawn is the whole image. */
export function iconOfShape(kind: ShapeKindId): TablerIcon {
  const tool = tools.ids.find((id) => drawsWith(id) === kind)
  return tool === undefined ? IconPhoto : toolFaces[tool].Icon
}
