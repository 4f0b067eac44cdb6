import Konva from 'konva'
import type { Point } from '#shared/shapes/index.ts'
import type { Drawable } from './drawable.ts'
import { drawNeighbour, drawRival, type Neighbour, type NeighbourView } from './neighbours.ts'
import type { TurnedStage } from './quarter-turn.ts'
import { redrawQuietly } from './quiet-layer.ts'
import { drawCrosshair } from './view-aids/crosshair.ts'
import { drawGrid } from './view-aids/grid.ts'
import { type DrawThrough, drawMagnifier } from './view-aids/magnifier.ts'
import { drawRulers } from './view-aids/rulers.ts'
import type { ViewOptions } from './view-aids/view-options.ts'
import type { Size, Viewport } from './viewport.ts'

interface OverlayDeps {
  readonly viewport: () => Viewport
  readonly stageSize: () => TurnedStage
  readonly neighbours: () => readonly Neighbour[]
  /** The other versions of what waits for a decision. */
  readonly rivals: () => readonly Drawable[]
  readonly drawable: NeighbourView['drawable']
  readonly image: Size
  readonly aids: () => ViewOptions
  /** Where the pointer is in the drawing; null while it is elsewhere. */
  readonly pointer: () => Point | null
  /** Whether a tool is in hand that draws. */
  readonly isDrawing: () => boolean
  /** What a lens looks at. */
  readonly drawThrough: DrawThrough
}

/** The layer above everything: the others' pointers and what they hold, the other versions of what is contested, and what helps to look. */
export function createOverlayLayer({ viewport, stageSize, neighbours, rivals, drawable, ...deps }: OverlayDeps) {
  const shape = new Konva.Shape({
    listening: false,
    sceneFunc({ _context: context }) {
      const { grid, rulers, crosshair, magnifier } = deps.aids()
      const pointer = deps.pointer()
      if (grid) drawGrid(context, viewport(), stageSize(), deps.image)
      if (crosshair && pointer && deps.isDrawing()) drawCrosshair(context, pointer, stageSize())
      const view = { viewport: viewport(), stageSize: stageSize(), drawable }
      for (const rival of rivals()) drawRival(context, rival, view)
      for (const neighbour of neighbours()) drawNeighbour(context, neighbour, view)
      if (magnifier && pointer) drawMagnifier(context, pointer, viewport(), stageSize(), deps.drawThrough)
      if (rulers) drawRulers(context, viewport(), stageSize(), pointer)
    },
  })
  const layer = new Konva.Layer({ listening: false }).add(shape)
  return { layer, redraw: redrawQuietly(layer, isBlank) }

  function isBlank(): boolean {
    const { grid, rulers, crosshair, magnifier } = deps.aids()
    const followsPointer = magnifier || (crosshair && deps.isDrawing())
    return !grid && !rulers && !(followsPointer && deps.pointer()) && rivals().length === 0 && neighbours().length === 0
  }
}
