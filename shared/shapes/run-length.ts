/** Run lengths are not what was expected; the message says what. */
export class RunLengthError extends RangeError {
  override name = 'RunLengthError'
}

/** A mask as COCO stores it: lengths of runs down the columns, from the left, the first of them outside the mask (it may be 0). */
export interface RunLengths {
  readonly height: number
  readonly width: number
  readonly runs: ArrayLike<number>
}

/** COCO's text form holds five bits of a run in each character, from this character on; a sixth bit says that more follow. */
const FIRST_CHARACTER = 48
const VALUE_BITS = 5
const VALUE_MASK = 0x1f
const SIGN_BIT = 0x10
const MORE_BIT = 0x20
/** From this run on, the text holds the difference to the run two before. */
const FIRST_DIFFERENCE = 3

/** Reads COCO's compressed run lengths. Throws where the runs do not cover the mask exactly. */
export function decodeRuns(text: string, height: number, width: number): RunLengths {
  const runs: number[] = []
  for (let at = 0; at < text.length; ) {
    let value = 0
    let shift = 0
    let more = true
    while (more) {
      const bits = text.charCodeAt(at++) - FIRST_CHARACTER
      value |= (bits & VALUE_MASK) << shift
      shift += VALUE_BITS
      more = (bits & MORE_BIT) !== 0 && at < text.length
      if (!more && (bits & SIGN_BIT) !== 0) value |= -1 << shift
    }
    runs.push(runs.length >= FIRST_DIFFERENCE ? value + (runs[runs.length - 2] as number) : value)
  }
  return checked({ height, width, runs })
}

/** Writes COCO's compressed run lengths: what `decodeRuns` reads. */
export function encodeRuns({ runs }: RunLengths): string {
  const codes: number[] = []
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index] as number
    let value = index >= FIRST_DIFFERENCE ? run - (runs[index - 2] as number) : run
    for (let more = true; more; ) {
      let bits = value & VALUE_MASK
      value >>= VALUE_BITS
      more = (bits & SIGN_BIT) === 0 ? value !== 0 : value !== -1
      if (more) bits |= MORE_BIT
      codes.push(bits + FIRST_CHARACTER)
    }
  }
  return textOf(codes)
}

/** Takes runs as they are. Throws where they do not cover the mask exactly. */
export function checked(mask: RunLengths): RunLengths {
  let covered = 0
  for (let index = 0; index < mask.runs.length; index++) {
    const run = mask.runs[index] as number
    if (!(run >= 0)) throw new RunLengthError(`Expected runs of 0 pixels or more, got ${run}`)
    covered += run
  }
  if (covered === mask.height * mask.width) return mask
  throw new RunLengthError(`Expected runs over ${mask.height} x ${mask.width} pixels, got runs over ${covered} pixels`)
}

/** Pixels inside the mask. */
export function maskArea({ runs }: RunLengths): number {
  let area = 0
  for (let index = 1; index < runs.length; index += 2) area += runs[index] as number
  return area
}

/** Pixels inside both masks, which have the same size. */
export function commonPixels(a: RunLengths, b: RunLengths): number {
  let common = 0
  walkTogether(a, b, (length, inA, inB) => {
    if (inA && inB) common += length
  })
  return common
}

/** The mask of what is in any of the masks, which have the same size; there is at least one. */
export function union(masks: readonly [RunLengths, ...RunLengths[]]): RunLengths {
  const [first, ...others] = masks
  return others.reduce((a, b) => {
    const runs = [0]
    walkTogether(a, b, (length, inA, inB) => {
      const inside = inA || inB
      if (inside !== (runs.length % 2 === 0)) runs.push(0)
      runs[runs.length - 1] = (runs[runs.length - 1] as number) + length
    })
    return { height: a.height, width: a.width, runs }
  }, first)
}

/** Intersection over union of two masks, 0 to 1; for a crowd the intersection over the detection's own area. */
export function maskOverlap(detection: RunLengths, truth: RunLengths, crowd = false): number {
  if (detection.height !== truth.height || detection.width !== truth.width) {
    throw new RunLengthError(
      `Expected a mask of ${truth.height} x ${truth.width} pixels as in the truth, got ${detection.height} x ${detection.width}`,
    )
  }
  const common = commonPixels(detection, truth)
  if (common === 0) return 0
  const own = maskArea(detection)
  return common / (crowd ? own : own + maskArea(truth) - common)
}

function walkTogether(a: RunLengths, b: RunLengths, visit: (length: number, inA: boolean, inB: boolean) => void) {
  let placeA = 0
  let placeB = 0
  let leftA = a.runs[0] ?? 0
  let leftB = b.runs[0] ?? 0
  while (placeA < a.runs.length && placeB < b.runs.length) {
    const length = Math.min(leftA, leftB)
    if (length > 0) visit(length, placeA % 2 === 1, placeB % 2 === 1)
    leftA -= length
    leftB -= length
    if (leftA === 0) leftA = a.runs[++placeA] ?? 0
    if (leftB === 0) leftB = b.runs[++placeB] ?? 0
  }
}

/** Arguments of one call: far below what any engine takes. */
const CODES_AT_A_TIME = 8192
function textOf(codes: readonly number[]): string {
  let text = ''
  for (let at = 0; at < codes.length; at += CODES_AT_A_TIME) text += String.fromCharCode(...codes.slice(at, at + CODES_AT_A_TIME))
  return text
}
