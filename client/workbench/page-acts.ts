import { cheatSheet } from '../components/cheat-sheet-state.ts'
import type { Desk } from './desk.ts'
import { toggleLeftPanel, toggleRightPanel } from './panel-layout.ts'
import { goToNextRegion } from './regions.ts'

/** Going from image to image, and looking. */
export const pageActs = {
  nextImage: (desk: Desk) => desk.openNeighbour(1),
  previousImage: (desk: Desk) => desk.openNeighbour(-1),
  nextOfQueue: (desk: Desk) => desk.openNextOfQueue(desk.role),
  /** As Enter does in every tool that draws point by point. */
  finishDrawing: (desk: Desk) => void desk.stage?.key('enter'),
  fit: (desk: Desk) => desk.stage?.fit(),
  actualSize: (desk: Desk) => desk.stage?.actualSize(),
  zoomIn: (desk: Desk) => desk.stage?.zoomIn(),
  zoomOut: (desk: Desk) => desk.stage?.zoomOut(),
  nextRegion: () => goToNextRegion(),
  leftPanel: () => toggleLeftPanel(),
  rightPanel: () => toggleRightPanel(),
  sheet: () => cheatSheet.getState().toggle(),
} as const
