import Konva from 'konva'
import type { Pixels } from './tools/tool.ts'
import type { Size, Viewport } from './viewport.ts'

/** From this scale on (device pixels per image pixel) pixels are shown as squares, not smoothed. */
const SHOW_PIXELS_FROM = 10

/** The layer with the image; nothing until it is there. */
export function createImageLayer(viewport: () => Viewport, size: Size) {
  let image: HTMLImageElement | null = null
  let read: Pixels | null = null
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
      read = null
      layer.batchDraw()
    },
    redraw: () => layer.batchDraw(),
    /** What the smart tools read; null until the image is there. Read once per image. */
    pixels(): Pixels | null {
      if (image) read ??= pixelsOf(image)
      return read
    },
  }
}

/** Longest side of the pixels handed to smart tools; more takes seconds and finds nothing more. */
const LONGEST_SIDE = 2048

function pixelsOf(image: HTMLImageElement): Pixels | null {
  const share = Math.min(1, LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight))
  const width = Math.max(1, Math.round(image.naturalWidth * share))
  const height = Math.max(1, Math.round(image.naturalHeight * share))
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  context?.drawImage(image, 0, 0, width, height)
  return context?.getImageData(0, 0, width, height) ?? null
}
