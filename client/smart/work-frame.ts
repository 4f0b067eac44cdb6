import type { Mat } from '@techstark/opencv-js'
import type { Bounds, Mask, Point, Ring } from '#shared/shapes/index.ts'
import { pixelMask } from '#shared/shapes/mask-pixels.ts'
import type { OpenCv } from './opencv.ts'
import type { OpenPicture } from './picture.ts'
import type { Stroke } from './questions.ts'
import type { Own } from './scratch.ts'

/** The part of an image that is worked on, and how much smaller: what is far from the gesture costs nothing. */
export interface WorkFrame {
  /** Whole image pixels. */
  readonly bounds: Bounds
  /** Work pixels. */
  readonly width: number
  readonly height: number
  /** Work pixels per image pixel. */
  readonly scale: number
}

/** Binary masks of OpenCV are 0 and 255. */
export const INSIDE = 255

/** The frame around a rectangle, grown by `margin` image pixels, its longer side at most `side` work pixels; small ones are enlarged up to `enlarge` times. */
export function frameAround({ image, scale }: OpenPicture, around: Bounds, margin: number, side: number, enlarge = 1): WorkFrame {
  const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most)
  const left = Math.floor(clamp(around.x - margin, image.width - 1))
  const top = Math.floor(clamp(around.y - margin, image.height - 1))
  const right = Math.max(left + 1, Math.ceil(clamp(around.x + around.width + margin, image.width)))
  const bottom = Math.max(top + 1, Math.ceil(clamp(around.y + around.height + margin, image.height)))
  const bounds = { x: left, y: top, width: right - left, height: bottom - top }
  const share = Math.min(scale * enlarge, side / Math.max(bounds.width, bounds.height))
  const [width, height] = [bounds.width, bounds.height].map((length) => Math.max(1, Math.round(length * share))) as [
    number,
    number,
  ]
  return { bounds, width, height, scale: width / bounds.width }
}

/** The frame's colours: height x width x 3, red first. */
export function colorsIn(cv: OpenCv, picture: OpenPicture, frame: WorkFrame, own: Own): Mat {
  const { x, y, width, height } = frame.bounds
  const [columns, rows] = [picture.colors.cols, picture.colors.rows]
  const left = Math.min(Math.floor(x * picture.scale), columns - 1)
  const top = Math.min(Math.floor(y * picture.scale), rows - 1)
  const right = Math.min(Math.max(Math.round((x + width) * picture.scale), left + 1), columns)
  const bottom = Math.min(Math.max(Math.round((y + height) * picture.scale), top + 1), rows)
  const part = own(picture.colors.roi(new cv.Rect(left, top, right - left, bottom - top)))
  const colors = own(new cv.Mat())
  cv.resize(part, colors, new cv.Size(frame.width, frame.height), 0, 0, frame.width > part.cols ? cv.INTER_CUBIC : cv.INTER_AREA)
  return colors
}

/** A place of the image in work pixels. */
export const toWork = ({ bounds, scale }: WorkFrame, { x, y }: Point): Point => ({
  x: (x - bounds.x) * scale,
  y: (y - bounds.y) * scale,
})

/** A place in work pixels on the image. */
export const fromWork = ({ bounds, scale }: WorkFrame, { x, y }: Point): Point => ({
  x: bounds.x + x / scale,
  y: bounds.y + y / scale,
})

/** Draws a line of the image (flat x, y) into a matrix of the frame. */
export function paintLine(cv: OpenCv, mat: Mat, frame: WorkFrame, line: Ring, value: number, thickness: number): void {
  const color = new cv.Scalar(value)
  const pixel = (at: number) => {
    const { x, y } = toWork(frame, { x: line[at] as number, y: line[at + 1] as number })
    return new cv.Point(Math.floor(x), Math.floor(y))
  }
  for (let at = 0; at + 1 < line.length; at += 2) cv.line(mat, pixel(Math.max(0, at - 2)), pixel(at), color, thickness)
}

/** A binary matrix of the strokes of one side; null where there are none. */
export function paintedStrokes(
  cv: OpenCv,
  frame: WorkFrame,
  strokes: readonly Stroke[],
  isObject: boolean,
  own: Own,
): Mat | null {
  const wanted = strokes.filter((stroke) => stroke.isObject === isObject)
  if (wanted.length === 0) return null
  const painted = own(cv.Mat.zeros(frame.height, frame.width, cv.CV_8UC1))
  for (const { line } of wanted) paintLine(cv, painted, frame, line, INSIDE, 1)
  return painted
}

/** The shape of a binary matrix of the frame, on the image's own pixels; null where it is empty. */
export function maskOf(cv: OpenCv, inside: Mat, frame: WorkFrame, own: Own): Mask | null {
  const box = cv.boundingRect(inside)
  if (box.width === 0 || box.height === 0) return null
  const { bounds } = frame
  const left = Math.floor(box.x / frame.scale)
  const top = Math.floor((box.y * bounds.height) / frame.height)
  const right = Math.min(bounds.width, Math.ceil((box.x + box.width) / frame.scale))
  const bottom = Math.min(bounds.height, Math.ceil(((box.y + box.height) * bounds.height) / frame.height))
  const place = { x: bounds.x + left, y: bounds.y + top, width: right - left, height: bottom - top }
  const crop = own(inside.roi(new cv.Rect(box.x, box.y, box.width, box.height)))
  const full = own(new cv.Mat())
  cv.resize(crop, full, new cv.Size(place.width, place.height), 0, 0, cv.INTER_LINEAR)
  cv.threshold(full, full, INSIDE / 2, 1, cv.THRESH_BINARY)
  return pixelMask(full.data, place)
}
