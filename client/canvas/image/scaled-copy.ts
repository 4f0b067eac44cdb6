import type { Size, Viewport } from '../viewport.ts'

/** Device pixels of a copy: some screens full. */
const MOST_PIXELS = 6e6
/** Frames at one scale after which a copy pays. */
const WORTH_AFTER = 2

/**
 * The image as large as the screen shows it. While the scale stays, panning copies pixels instead of scaling them, which is several times as
 * quick; the copy lies on whole device pixels, at most half of one beside where it belongs.
 */
export function createScaledCopy() {
  let copy: { readonly of: CanvasImageSource; readonly scale: number; readonly canvas: OffscreenCanvas } | null = null
  let lastScale = 0
  let framesAtScale = 0

  return {
    /** Draws the image from its copy; false where there is none (yet). */
    draw(context: CanvasRenderingContext2D, image: CanvasImageSource, size: Size, { scale, x, y }: Viewport): boolean {
      framesAtScale = scale === lastScale ? framesAtScale + 1 : 0
      lastScale = scale
      const width = Math.round(size.width * scale * devicePixelRatio)
      const height = Math.round(size.height * scale * devicePixelRatio)
      if (framesAtScale < WORTH_AFTER || width * height > MOST_PIXELS || width === 0 || height === 0) return false
      if (copy?.scale !== scale || copy.of !== image) {
        const canvas = new OffscreenCanvas(width, height)
        const target = canvas.getContext('2d')
        if (!target) return false
        target.imageSmoothingQuality = 'low'
        target.drawImage(image, 0, 0, width, height)
        copy = { of: image, scale, canvas }
      }
      const onPixels = (value: number) => Math.round(value * devicePixelRatio) / devicePixelRatio
      context.imageSmoothingEnabled = false
      context.drawImage(copy.canvas, onPixels(x), onPixels(y), width / devicePixelRatio, height / devicePixelRatio)
      return true
    },
  }
}
