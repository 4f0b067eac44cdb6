import type { Mat } from '@techstark/opencv-js'
import type { OpenCv } from './opencv.ts'
import type { Own } from './scratch.ts'

/** An outline along the frame's border is cut off, not found: it counts against the object by this weight. */
const BORDER_WEIGHT = 2
/** What fills less of its frame than this share is a speck, found in the noise. */
const LEAST_FILLED = 0.1

/** How well the outline of a binary matrix lies on edges of the image: its mean gradient against that of the whole frame; 0 for none. */
export function edgeShare(cv: OpenCv, colors: Mat, inside: Mat, own: Own): number {
  const outline = own(new cv.Mat())
  cv.morphologyEx(inside, outline, cv.MORPH_GRADIENT, own(cv.Mat.ones(3, 3, cv.CV_8U)))
  const length = cv.countNonZero(outline)
  if (length === 0) return 0
  const gradient = gradientOf(cv, colors, own)
  const onOutline = cv.mean(gradient, outline)[0] as number
  const everywhere = Math.max(cv.mean(gradient)[0] as number, 1)
  const cutOff = Math.min(1, (BORDER_WEIGHT * borderPixels(inside)) / (length / 2))
  const filled = cv.countNonZero(inside) / (inside.rows * inside.cols)
  return (onOutline / everywhere) * (1 - cutOff) * Math.min(1, filled / LEAST_FILLED)
}

function gradientOf(cv: OpenCv, colors: Mat, own: Own): Mat {
  const grey = own(new cv.Mat())
  cv.cvtColor(colors, grey, cv.COLOR_RGB2GRAY)
  const smooth = own(new cv.Mat())
  cv.GaussianBlur(grey, smooth, new cv.Size(3, 3), 0)
  const gradient = own(new cv.Mat())
  cv.morphologyEx(smooth, gradient, cv.MORPH_GRADIENT, own(cv.Mat.ones(3, 3, cv.CV_8U)))
  return gradient
}

// The frame's outermost line is background by decree: what touches the next one would go on.
function borderPixels(inside: Mat): number {
  const { rows, cols, data } = inside
  let count = 0
  for (let x = 1; x < cols - 1; x++) count += Number(data[cols + x] !== 0) + Number(data[(rows - 2) * cols + x] !== 0)
  for (let y = 1; y < rows - 1; y++) count += Number(data[y * cols + 1] !== 0) + Number(data[y * cols + cols - 2] !== 0)
  return count
}
