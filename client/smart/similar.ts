import type { Mat } from '@techstark/opencv-js'
import { boundsIou } from '#shared/shapes/bounds.ts'
import type { Bounds } from '#shared/shapes/index.ts'
import type { OpenCv } from './opencv.ts'
import type { OpenPicture } from './picture.ts'
import type { Likeness, Prompt } from './questions.ts'
import { type Own, withScratch } from './scratch.ts'
import { colorsIn, frameAround, fromWork, toWork } from './work-frame.ts'

/** Longest side worked on, in pixels. */
const WORK_SIDE = 1024
/** A sample is compared at no more than so many pixels of its longer side: more only sees noise. */
const SAMPLE_SIDE = 48
const LEAST_SIDE = 5
/** How much smaller or larger the others may be. */
const SIZES = [0.75, 0.87, 1, 1.15, 1.33] as const
/** Correlation from which a place is proposed. */
const LEAST_SCORE = 0.5
/** Two proposals that share more of their area than this are one. */
const MOST_OVERLAP = 0.3
const MOST_PROPOSALS = 200
const SMOOTH_PIXELS = 3

/** Places that look like the sample: normalised correlation at several sizes, then non-maximum suppression. */
export function similar(cv: OpenCv, picture: OpenPicture, { box, taken }: Prompt<'similar'>): Likeness[] {
  return withScratch((own) => {
    const side = Math.min(
      WORK_SIDE,
      (SAMPLE_SIDE / Math.max(box.width, box.height)) * Math.max(picture.image.width, picture.image.height),
    )
    const frame = frameAround(picture, { x: 0, y: 0, ...picture.image }, 0, side)
    const colors = colorsIn(cv, picture, frame, own)
    cv.GaussianBlur(colors, colors, new cv.Size(SMOOTH_PIXELS, SMOOTH_PIXELS), 0)
    const corner = toWork(frame, box)
    const sample = sampleAt(cv, colors, corner, box.width * frame.scale, box.height * frame.scale, own)
    if (!sample) return []
    const found = SIZES.flatMap((size) => matches(cv, colors, sample, size, own)).map(({ box: place, score }) => ({
      box: { ...fromWork(frame, place), width: place.width / frame.scale, height: place.height / frame.scale },
      score,
    }))
    return withoutOverlaps(found, [box, ...taken])
  })
}

function sampleAt(
  cv: OpenCv,
  colors: Mat,
  { x, y }: { x: number; y: number },
  width: number,
  height: number,
  own: Own,
): Mat | null {
  const [left, top] = [Math.max(0, Math.round(x)), Math.max(0, Math.round(y))]
  const [right, bottom] = [Math.min(colors.cols, Math.round(x + width)), Math.min(colors.rows, Math.round(y + height))]
  if (right - left < LEAST_SIDE || bottom - top < LEAST_SIDE) return null
  return own(colors.roi(new cv.Rect(left, top, right - left, bottom - top)))
}

// Every place that matches better than its neighbours.
function matches(cv: OpenCv, colors: Mat, sample: Mat, size: number, own: Own): Likeness[] {
  const width = Math.round(sample.cols * size)
  const height = Math.round(sample.rows * size)
  if (width >= colors.cols || height >= colors.rows || Math.min(width, height) < LEAST_SIDE) return []
  const template = own(new cv.Mat())
  cv.resize(sample, template, new cv.Size(width, height), 0, 0, cv.INTER_AREA)
  const scores = own(new cv.Mat())
  cv.matchTemplate(colors, template, scores, cv.TM_CCOEFF_NORMED)
  const best = own(new cv.Mat())
  cv.dilate(scores, best, own(cv.Mat.ones(3, 3, cv.CV_8U)))
  const found: Likeness[] = []
  const [values, peaks] = [scores.data32F, best.data32F]
  for (let at = 0; at < values.length; at++) {
    const score = values[at] as number
    if (score < LEAST_SCORE || score < (peaks[at] as number)) continue
    found.push({ box: { x: at % scores.cols, y: Math.floor(at / scores.cols), width, height }, score })
  }
  return found
}

function withoutOverlaps(found: Likeness[], taken: readonly Bounds[]): Likeness[] {
  const kept: Likeness[] = []
  for (const candidate of found.sort((a, b) => b.score - a.score)) {
    const isNew = (other: Bounds) => boundsIou(other, candidate.box) <= MOST_OVERLAP
    if (taken.every(isNew) && kept.every(({ box }) => isNew(box))) kept.push(candidate)
    if (kept.length === MOST_PROPOSALS) break
  }
  return kept
}
