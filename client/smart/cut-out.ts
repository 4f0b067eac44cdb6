import type { Mat } from '@techstark/opencv-js'
import { type Bounds, bounds as boundsOf, type Mask } from '#shared/shapes/index.ts'
import { edgeShare } from './edge-share.ts'
import { keepParts, type Seeds } from './largest-part.ts'
import type { OpenCv } from './opencv.ts'
import type { OpenPicture } from './picture.ts'
import type { Prompt, Stroke } from './questions.ts'
import { type Own, withScratch } from './scratch.ts'
import { colorsIn, frameAround, INSIDE, maskOf, paintedStrokes, paintLine, toWork, type WorkFrame } from './work-frame.ts'

/** Longest side worked on, in pixels: one iteration takes about 0.1 s there, four times that at twice the side. */
const WORK_SIDE = 360
const ITERATIONS = 3
/** What lies around a box shows what the background looks like: this share of its sides. */
const MARGIN = 0.2
const LEAST_MARGIN_PIXELS = 4
/** Small things are looked at through a glass: GrabCut wants some hundred pixels of each side. */
const SMALL_SIDE = 120
const MOST_ENLARGED = 5
/** Half sides tried around a click without a box, in image pixels, and the work side while trying. */
const REACHES = [16, 32, 64, 128, 256, 512] as const
const TRIAL_SIDE = 140
const TRIAL_ITERATIONS = 2
/** A click's object is looked for in the middle of what is tried: this share of its half side. */
const CORE_SHARE = 0.45
const STROKE_PIXELS = 3
/** Of the frame's longer side. */
const HALO_SHARE = 0.1
/** The middle of a box is the object, until a stroke says where it is: this share of the sides. */
const HEART_SHARE = 0.3
/** Degrees. */
const WHOLE_TURN = 360

/**
 * The object in a box, or around a click: GrabCut (Rother, Kolmogorov and Blake, 2004). Strokes say for certain what belongs to it.
 * Without a box several neighbourhoods of the first stroke are tried, and the one whose outline lies best on edges is worked out.
 */
export function cutOut(cv: OpenCv, picture: OpenPicture, { box, strokes }: Prompt<'cutOut'>): Mask | null {
  const found = box ?? likelyBox(cv, picture, strokes)
  if (!found) return null
  const start = strokes.filter(({ isObject }) => isObject).reduce((around, { line }) => spanning(around, line), found)
  const reach = strokes.reduce((around, { line }) => spanning(around, line), start)
  const margin = Math.max(LEAST_MARGIN_PIXELS, MARGIN * Math.max(start.width, start.height))
  return withScratch((own) => {
    const enlarged = Math.min(MOST_ENLARGED, Math.max(1, SMALL_SIDE / Math.max(reach.width, reach.height)))
    const frame = frameAround(picture, reach, margin, WORK_SIDE, enlarged)
    const certainty = guessFromBox(
      cv,
      frame,
      start,
      strokes.some(({ isObject }) => isObject),
      own,
    )
    paintStrokes(cv, certainty, frame, strokes)
    const inside = grabbed(cv, picture, frame, certainty, ITERATIONS, own)
    keepParts(cv, inside, seedsOf(cv, frame, strokes, own), own)
    return maskOf(cv, inside, frame, own)
  })
}

// Outside the box certainly not the object: the box was drawn around it. Inside probably, less so in the corners.
function guessFromBox(cv: OpenCv, frame: WorkFrame, box: Bounds, hasStrokes: boolean, own: Own): Mat {
  const certainty = own(new cv.Mat(frame.height, frame.width, cv.CV_8UC1, new cv.Scalar(cv.GC_BGD)))
  const from = toWork(frame, box)
  const to = toWork(frame, { x: box.x + box.width, y: box.y + box.height })
  const corner = new cv.Point(Math.floor(from.x), Math.floor(from.y))
  cv.rectangle(certainty, corner, new cv.Point(Math.ceil(to.x) - 1, Math.ceil(to.y) - 1), new cv.Scalar(cv.GC_PR_BGD), cv.FILLED)
  const centre = new cv.Point(Math.floor((from.x + to.x) / 2), Math.floor((from.y + to.y) / 2))
  const oval = (share: number, value: number) => {
    const half = new cv.Size(
      Math.max(1, Math.floor((share * (to.x - from.x)) / 2)),
      Math.max(1, Math.floor((share * (to.y - from.y)) / 2)),
    )
    cv.ellipse(certainty, centre, half, 0, 0, WHOLE_TURN, new cv.Scalar(value), cv.FILLED)
  }
  oval(1, cv.GC_PR_FGD)
  if (!hasStrokes) oval(HEART_SHARE, cv.GC_FGD)
  frameOff(cv, certainty)
  return certainty
}

// A box as large as the image would leave nothing to learn the background from.
function frameOff(cv: OpenCv, certainty: Mat): void {
  const corner = new cv.Point(certainty.cols - 1, certainty.rows - 1)
  cv.rectangle(certainty, new cv.Point(0, 0), corner, new cv.Scalar(cv.GC_BGD), 1)
}

// A stroke is certain, what lies around it probable: else a few pixels would not teach anything.
function paintStrokes(cv: OpenCv, certainty: Mat, frame: WorkFrame, strokes: readonly Stroke[]): void {
  const halo = Math.max(STROKE_PIXELS, Math.round(HALO_SHARE * Math.max(frame.width, frame.height)))
  for (const { line, isObject } of strokes) paintLine(cv, certainty, frame, line, isObject ? cv.GC_PR_FGD : cv.GC_PR_BGD, halo)
  for (const { line, isObject } of strokes) paintLine(cv, certainty, frame, line, isObject ? cv.GC_FGD : cv.GC_BGD, STROKE_PIXELS)
}

const seedsOf = (cv: OpenCv, frame: WorkFrame, strokes: readonly Stroke[], own: Own): Seeds => ({
  object: paintedStrokes(cv, frame, strokes, true, own),
  background: paintedStrokes(cv, frame, strokes, false, own),
})

function grabbed(cv: OpenCv, picture: OpenPicture, frame: WorkFrame, certainty: Mat, iterations: number, own: Own): Mat {
  const [background, object] = [own(new cv.Mat()), own(new cv.Mat())]
  // The same strokes give the same mask: k-means starts from random colours.
  cv.setRNGSeed(1)
  const colors = colorsIn(cv, picture, frame, own)
  cv.grabCut(colors, certainty, new cv.Rect(0, 0, 1, 1), background, object, iterations, cv.GC_INIT_WITH_MASK)
  // Object and probable object are the odd values.
  const odd = own(new cv.Mat(certainty.rows, certainty.cols, cv.CV_8UC1, new cv.Scalar(1)))
  const inside = own(new cv.Mat())
  cv.bitwise_and(certainty, odd, inside)
  cv.threshold(inside, inside, 0, INSIDE, cv.THRESH_BINARY)
  return inside
}

// The box around the best object at a click; null where every neighbourhood is one even surface.
function likelyBox(cv: OpenCv, picture: OpenPicture, strokes: readonly Stroke[]): Bounds | null {
  const first = strokes.find(({ isObject }) => isObject)
  if (!first) return null
  const around = strokes
    .filter(({ isObject }) => isObject)
    .reduce((box: Bounds, { line }) => spanning(box, line), pointBox(first))
  const most = Math.max(picture.image.width, picture.image.height) / 2
  const trials = REACHES.filter((reach) => reach < most).map((reach) => trial(cv, picture, around, strokes, reach))
  return trials.reduce((best, next) => (next.score > best.score ? next : best), { box: null as Bounds | null, score: 0 }).box
}

function trial(cv: OpenCv, picture: OpenPicture, around: Bounds, strokes: readonly Stroke[], reach: number) {
  return withScratch((own) => {
    const frame = frameAround(picture, around, reach, TRIAL_SIDE, Math.max(1, SMALL_SIDE / 2 / reach))
    const certainty = own(new cv.Mat(frame.height, frame.width, cv.CV_8UC1, new cv.Scalar(cv.GC_PR_BGD)))
    const core = toWork(frame, { x: around.x + around.width / 2, y: around.y + around.height / 2 })
    const radius = Math.max(1, Math.round(CORE_SHARE * reach * frame.scale))
    cv.circle(certainty, new cv.Point(Math.floor(core.x), Math.floor(core.y)), radius, new cv.Scalar(cv.GC_PR_FGD), cv.FILLED)
    frameOff(cv, certainty)
    paintStrokes(cv, certainty, frame, strokes)
    const inside = grabbed(cv, picture, frame, certainty, TRIAL_ITERATIONS, own)
    keepParts(cv, inside, seedsOf(cv, frame, strokes, own), own)
    const mask = maskOf(cv, inside, frame, own)
    return { box: mask && boundsOf(mask), score: mask ? edgeShare(cv, colorsIn(cv, picture, frame, own), inside, own) : 0 }
  })
}

const pointBox = ({ line: [x = 0, y = 0] }: Stroke): Bounds => ({ x, y, width: 0, height: 0 })

function spanning(box: Bounds, line: readonly number[]): Bounds {
  const xs = line.filter((_, at) => at % 2 === 0)
  const ys = line.filter((_, at) => at % 2 === 1)
  const [x, y] = [Math.min(box.x, ...xs), Math.min(box.y, ...ys)]
  return { x, y, width: Math.max(box.x + box.width, ...xs) - x, height: Math.max(box.y + box.height, ...ys) - y }
}
