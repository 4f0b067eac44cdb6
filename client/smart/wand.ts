import type { Mask } from '#shared/shapes/index.ts'
import type { OpenCv } from './opencv.ts'
import type { OpenPicture } from './picture.ts'
import type { Prompt } from './questions.ts'
import { withScratch } from './scratch.ts'
import { INSIDE, maskOf, type WorkFrame } from './work-frame.ts'

const NEIGHBOURS = 4

/** Everything of the picked colours that hangs together with the picked places; a pick adds to what is there or takes away. */
export function wand(cv: OpenCv, picture: OpenPicture, { picks }: Prompt<'wand'>): Mask | null {
  const { colors, image } = picture
  const frame: WorkFrame = {
    bounds: { x: 0, y: 0, ...image },
    width: colors.cols,
    height: colors.rows,
    scale: picture.scale,
  }
  return withScratch((own) => {
    const inside = own(cv.Mat.zeros(colors.rows, colors.cols, cv.CV_8UC1))
    for (const { at, tolerance, isAdded } of picks) {
      const seed = new cv.Point(Math.floor(at.x * picture.scale), Math.floor(at.y * picture.scale))
      if (seed.x < 0 || seed.y < 0 || seed.x >= colors.cols || seed.y >= colors.rows) continue
      // OpenCV's flood wants a border of one pixel around its mask.
      const flooded = own(cv.Mat.zeros(colors.rows + 2, colors.cols + 2, cv.CV_8UC1))
      const apart = new cv.Scalar(tolerance, tolerance, tolerance, 0)
      const flags = NEIGHBOURS | cv.FLOODFILL_MASK_ONLY | cv.FLOODFILL_FIXED_RANGE | (INSIDE << 8)
      cv.floodFill(colors, flooded, seed, new cv.Scalar(), new cv.Rect(), apart, apart, flags)
      const found = own(flooded.roi(new cv.Rect(1, 1, colors.cols, colors.rows)))
      if (isAdded) cv.bitwise_or(inside, found, inside)
      else inside.setTo(new cv.Scalar(0), found)
    }
    return maskOf(cv, inside, frame, own)
  })
}
