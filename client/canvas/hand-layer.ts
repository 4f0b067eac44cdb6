import Konva from 'konva'
import type { Drawable } from './drawable.ts'
import { drawSelectedShape } from './shape-views/index.ts'
import { drawTag } from './shape-views/tag-view.ts'
import type { Size, Viewport } from './viewport.ts'

/** What is in hand or about to be: the selected shape and the one being drawn. */
export interface InHand {
  readonly drawable: Drawable
  readonly withHandles: boolean
  /** Says more than what it is: its size while it changes. */
  readonly isMoving: boolean
}

/** The layer of the few shapes that change with every move of the pointer. */
export function createHandLayer(deps: { viewport: () => Viewport; stageSize: () => Size; shapes: () => readonly InHand[] }) {
  const shape = new Konva.Shape({
    listening: false,
    sceneFunc({ _context: context }) {
      const viewport = deps.viewport()
      for (const { drawable, withHandles, isMoving } of deps.shapes()) {
        drawSelectedShape(context, drawable, viewport, withHandles)
        drawTag(context, isMoving ? withSize(drawable) : drawable, viewport, deps.stageSize(), true)
      }
    },
  })
  const layer = new Konva.Layer({ listening: false }).add(shape)
  return { layer, redraw: () => layer.batchDraw() }
}

function withSize(drawable: Drawable): Drawable {
  const { shape } = drawable
  if (shape.kind !== 'box') return drawable
  return { ...drawable, tag: `${drawable.tag} ${Math.round(shape.width)} × ${Math.round(shape.height)}`.trim() }
}
