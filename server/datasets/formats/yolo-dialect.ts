import { CORNERS } from './rectangles.ts'
import { areShares, type YoloDialect, type YoloVariant, yoloNumbers } from './yolo-line.ts'

/** Of the lines looked at, this share must be YOLO's for a tree to be YOLO. */
const LEAST_SHARE = 0.8
const BOX = 4
const VISIBILITIES: readonly number[] = [0, 1, 2]
/** Opposite sides of a turned box are alike; written with six digits, as a share of the image, they differ by about this much. */
const SIDES_SHARE = 1e-4

/** What lines seem to say; null where they are no lines of YOLO's, or there are none. */
export function dialectOf(lines: readonly string[], stated: YoloDialect['joints']): YoloDialect | null {
  const read = lines.map(yoloNumbers).filter((numbers) => numbers !== null)
  const fitting = read.filter((numbers) => areShares(numbers) || stated)
  if (lines.length === 0 || fitting.length < lines.length * LEAST_SHARE) return null
  const joints = stated ?? guessedJoints(read)
  return { variant: joints ? 'pose' : variantOf(fitting), joints }
}

/** Of outlines with four corners, the corners of turned boxes are told by their opposite sides. */
function variantOf(read: readonly number[][]): YoloVariant {
  const outlines = read.filter(
    (numbers) => numbers.length - 1 > BOX + 2 || (numbers.length - 1 === BOX + 2 && !isTracked(numbers)),
  )
  if (outlines.length < read.length / 2) return 'detect'
  return outlines.every(hasFourCorners) && outlines.filter(isSlanted).length > outlines.length * LEAST_SHARE ? 'obb' : 'segment'
}

const isTracked = (numbers: readonly number[]): boolean =>
  Number.isInteger(numbers.at(-1)) && (numbers.at(-2) as number) <= 1 && (numbers.at(-1) as number) >= 1

const hasFourCorners = ({ length }: readonly number[]): boolean => length - 1 === CORNERS || length - 1 === CORNERS + 1

// A rectangle of pixels is a parallelogram of shares.
function isSlanted([, ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0, dx = 0, dy = 0]: readonly number[]): boolean {
  return Math.abs(bx - ax - (cx - dx)) < SIDES_SHARE && Math.abs(by - ay - (cy - dy)) < SIDES_SHARE
}

/** Every third number of keypoints is 0, 1 or 2, and a 2 is no share of an image. */
function guessedJoints(read: readonly number[][]): YoloDialect['joints'] {
  const [first] = read
  const length = (first?.length ?? 0) - 1 - BOX
  if (length < 3 || length % 3 !== 0 || read.some((numbers) => numbers.length !== first?.length)) return null
  const visibilities = read.flatMap((numbers) => numbers.filter((_, at) => at > BOX && (at - BOX) % 3 === 0))
  if (!visibilities.every((value) => VISIBILITIES.includes(value)) || !visibilities.includes(2)) return null
  return [length / 3, 3]
}
