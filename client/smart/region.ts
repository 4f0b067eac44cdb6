import type { Bounds, Mask } from '#shared/shapes/index.ts'
import { boundsOfPoints } from '#shared/shapes/ring.ts'
import { keepParts } from './largest-part.ts'
import type { OpenCv } from './opencv.ts'
import type { OpenPicture } from './picture.ts'
import type { Prompt } from './questions.ts'
import { withScratch } from './scratch.ts'
import { colorsIn, frameAround, INSIDE, maskOf, paintedStrokes, paintLine } from './work-frame.ts'

/** Longest side worked on, in pixels. */
const WORK_SIDE = 1024
/** How far around the strokes a region may reach: a share of what they span, at least so many image pixels. */
const MARGIN = 1
const LEAST_MARGIN_PIXELS = 48
const OBJECT = 1
const BACKGROUND = 2
const STROKE_PIXELS = 2
const SMOOTH_PIXELS = 5

/**
 * The region around the object's strokes by watershed (Meyer, 1992): floods from every stroke meet at the edges.
 * Without a stroke over the background, the border of the neighbourhood is background.
 */
export function region(cv: OpenCv, picture: OpenPicture, { strokes }: Prompt<'region'>): Mask | null {
  const objects = strokes.filter(({ isObject }) => isObject)
  if (objects.length === 0) return null
  const span: Bounds = boundsOfPoints(strokes.flatMap(({ line }) => [...line]))
  const margin = Math.max(LEAST_MARGIN_PIXELS, MARGIN * Math.max(span.width, span.height))
  return withScratch((own) => {
    const frame = frameAround(picture, span, margin, WORK_SIDE)
    const colors = colorsIn(cv, picture, frame, own)
    cv.GaussianBlur(colors, colors, new cv.Size(SMOOTH_PIXELS, SMOOTH_PIXELS), 0)
    const markers = own(cv.Mat.zeros(frame.height, frame.width, cv.CV_32SC1))
    const corner = new cv.Point(frame.width - 2, frame.height - 2)
    cv.rectangle(markers, new cv.Point(1, 1), corner, new cv.Scalar(BACKGROUND), 1)
    for (const { line, isObject } of strokes) paintLine(cv, markers, frame, line, isObject ? OBJECT : BACKGROUND, STROKE_PIXELS)
    cv.watershed(colors, markers)
    const inside = own(cv.Mat.zeros(frame.height, frame.width, cv.CV_8UC1))
    const [found, to] = [markers.data32S, inside.data]
    for (let at = 0; at < to.length; at++) to[at] = found[at] === OBJECT ? INSIDE : 0
    const object = paintedStrokes(cv, frame, strokes, true, own)
    keepParts(cv, inside, { object, background: paintedStrokes(cv, frame, strokes, false, own) }, own)
    return maskOf(cv, inside, frame, own)
  })
}
