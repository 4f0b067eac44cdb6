import type { Bounds, Point, Ring } from '#shared/shapes/index.ts'
import type { OpenCv, Scissors } from './opencv.ts'
import type { OpenPicture } from './picture.ts'
import type { Prompt } from './questions.ts'
import { withScratch } from './scratch.ts'
import { colorsIn, frameAround, fromWork, toWork, type WorkFrame } from './work-frame.ts'

/** Longest side worked on, in pixels: the map of one place takes a fifth of a second there, each line from it less than a millisecond. */
const WORK_SIDE = 640
/** The first neighbourhood of a place, as half a side in image pixels; it doubles until it holds the other end. */
const LEAST_REACH = 128
/** Room for a line to leave the straight way. */
const ROOM = 1.3
const CANNY_LOW = 32
const CANNY_HIGH = 100
const GRADIENT_LIMIT = 200

/** Intelligent scissors (Mortensen and Barrett, 1995): the cheapest line along edges. The map of the last place is kept until the next. */
export function createWire(cv: OpenCv, picture: OpenPicture) {
  let kept: { readonly key: string; readonly frame: WorkFrame; readonly scissors: Scissors } | null = null

  function close() {
    kept?.scissors.delete()
    kept = null
  }

  function mapFrom(from: Point, reach: number) {
    const key = `${from.x} ${from.y} ${reach}`
    if (kept?.key === key) return kept
    close()
    const around: Bounds = { ...from, width: 0, height: 0 }
    const frame = frameAround(picture, around, reach, WORK_SIDE)
    const scissors = new cv.segmentation_IntelligentScissorsMB()
    withScratch((own) => {
      scissors.setEdgeFeatureCannyParameters(CANNY_LOW, CANNY_HIGH)
      scissors.setGradientMagnitudeMaxLimit(GRADIENT_LIMIT)
      scissors.applyImage(colorsIn(cv, picture, frame, own))
      scissors.buildMap(pixelOf(cv, frame, from))
    })
    kept = { key, frame, scissors }
    return kept
  }

  function line({ from, to, tolerance }: Prompt<'wire'>): Ring {
    const wanted = ROOM * Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))
    let reach = LEAST_REACH
    while (reach < wanted) reach *= 2
    const { frame, scissors } = mapFrom(from, reach)
    return withScratch((own) => {
      const contour = own(new cv.Mat())
      scissors.getContour(pixelOf(cv, frame, to), contour, true)
      const simple = own(new cv.Mat())
      cv.approxPolyDP(contour, simple, Math.max(1 / 2, tolerance * frame.scale), false)
      const points = Array.from({ length: simple.data32S.length / 2 }, (_, at) =>
        fromWork(frame, { x: (simple.data32S[at * 2] as number) + 1 / 2, y: (simple.data32S[at * 2 + 1] as number) + 1 / 2 }),
      )
      // The scissors go back from the end to the beginning; the ends are where the hand put them.
      const between = points.reverse().slice(1, -1)
      return [from, ...between, to].flatMap(({ x, y }) => [x, y])
    })
  }

  return { line, close }
}

function pixelOf(cv: OpenCv, frame: WorkFrame, point: Point) {
  const { x, y } = toWork(frame, point)
  const within = (value: number, length: number) => Math.min(Math.max(Math.floor(value), 0), length - 1)
  return new cv.Point(within(x, frame.width), within(y, frame.height))
}
