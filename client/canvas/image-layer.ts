import Konva from 'konva'
import type { Size, Viewport } from './viewport.ts'

/** From this scale on (device pixels per image pixel) pixels are shown as squares, not smoothed. */
const SHOW_PIXELS_FROM = 10

/** The layer with the image; nothing until it is there. */
export function createImageLayer(viewport: () => Viewport, size: Size) {
  let image: HTMLImageElement | null = null
  const shape = new Konva.Shape({
    listening: false,
    sceneFunc({ _context: context }) {
      if (!image) return
      const { scale, x, y } = viewport()
      context.imageSmoothingEnabled = scale * devicePixelRatio < SHOW_PIXELS_FROM
      context.imageSmoothingQuality = 'high'
      context.drawImage(image, x, y, size.width * scale, size.height * scale)
    },
  })
  const layer = new Konva.Layer({ listening: false }).add(shape)
  return {
    layer,
    show(next: HTMLImageElement) {
      image = next
      layer.batchDraw()
    },
    redraw: () => layer.batchDraw(),
  }
}
