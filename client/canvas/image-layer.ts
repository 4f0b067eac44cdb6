import Konva from 'konva'
import { DEFAULT_ADJUSTMENTS, type ImageAdjustments } from './image/adjustments.ts'
import { createPicture, type Picture } from './image/picture.ts'
import { sourcePixels } from './image/source-pixels.ts'
import type { TileSource } from './image/tile-source.ts'
import type { Pixels } from './tools/tool.ts'
import type { Size, Viewport } from './viewport.ts'

/** The layer with the image; nothing until it is there. */
export function createImageLayer({ viewport, stageSize }: { viewport: () => Viewport; stageSize: () => Size }) {
  let picture: Picture | null = null
  let adjustments = DEFAULT_ADJUSTMENTS
  let read: Pixels | null = null
  const shape = new Konva.Shape({
    listening: false,
    sceneFunc: ({ _context: context }) => picture?.draw(context, viewport(), stageSize()),
  })
  const layer = new Konva.Layer({ listening: false }).add(shape)
  return {
    layer,
    show(source: TileSource) {
      picture = createPicture(source, () => layer.batchDraw())
      picture.adjust(adjustments)
      read = null
      layer.batchDraw()
    },
    adjust(next: ImageAdjustments) {
      adjustments = next
      picture?.adjust(next)
    },
    redraw: () => layer.batchDraw(),
    /** Draws the image as another view has it: through a lens. */
    drawThrough: (context: CanvasRenderingContext2D, view: Viewport, size: Size) => picture?.draw(context, view, size),
    /** What the smart tools read; null until the image is there. Read once per image. */
    pixels(): Pixels | null {
      if (picture) read ??= sourcePixels(picture.source)
      return read
    },
  }
}
