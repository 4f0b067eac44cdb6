import type { Answering } from '#client/smart/answering.ts'
import type { Stroke } from '#client/smart/questions.ts'
import { area, type Bounds, iou, type Mask, outline } from '#shared/shapes/index.ts'
import { ringArea } from '#shared/shapes/ring.ts'
import { boxMask, boxOf, clickOn, ellipseMask, without } from './hand.ts'
import { polygonAsMask } from './polygon-as-mask.ts'

const CORRECTIONS = 2
/** A hand that drags the wand tries until it fits: these tolerances, per channel. */
const TOLERANCES = [8, 16, 24, 32, 48, 64] as const
const WIRE_CLICKS = 6

interface Case {
  readonly truth: Mask
  readonly box: Bounds
  readonly answering: Answering
}

/** The ways to an object's mask, each as a simulated hand goes it; what no tool is needed for stands first. */
export const WAYS: Record<string, (given: Case) => Mask | null> = {
  'the box itself': ({ box }) => boxMask(box),
  'the ellipse in the box': ({ box }) => ellipseMask(box),
  'cut out by a box': ({ box, answering }) => answering.answer('cutOut', { box, strokes: [] }),
  'cut out by a box and 2 clicks': (given) => corrected(given, given.box),
  'cut out by a click': ({ truth, answering }) => answering.answer('cutOut', { box: null, strokes: [clickStroke(truth)] }),
  'cut out by a click and 2 more': (given) => corrected(given, null),
  'region by 2 strokes': ({ truth, box, answering }) =>
    answering.answer('region', { strokes: [across(truth, box), around(box)] }),
  'wand by a click and the best tolerance': wanded,
  [`scissors by ${WIRE_CLICKS} clicks`]: ({ truth, answering }) => wired(truth, answering, true),
  [`straight lines by ${WIRE_CLICKS} clicks`]: ({ truth, answering }) => wired(truth, answering, false),
}

// A person looks at what came, and clicks into the larger mistake.
function corrected({ truth, answering }: Case, box: Bounds | null): Mask | null {
  const strokes: Stroke[] = box ? [] : [clickStroke(truth)]
  let found = answering.answer('cutOut', { box, strokes })
  for (let step = 0; step < CORRECTIONS; step++) {
    const missing = without(truth, found)
    const toomuch = found && without(found, truth)
    const place = [
      { mask: missing, isObject: true },
      { mask: toomuch, isObject: false },
    ]
      .map(({ mask, isObject }) => ({ isObject, at: mask && clickOn(mask), size: mask ? area(mask) : 0 }))
      .sort((a, b) => b.size - a.size)[0]
    if (!place?.at) break
    strokes.push({ line: [place.at.x, place.at.y], isObject: place.isObject })
    found = answering.answer('cutOut', { box, strokes })
  }
  return found
}

function wanded({ truth, answering }: Case): Mask | null {
  const at = clickOn(truth)
  if (!at) return null
  const found = TOLERANCES.map((tolerance) => answering.answer('wand', { picks: [{ at, tolerance, isAdded: true }] }))
  return found.reduce((best, next) => (scoreOf(next, truth) > scoreOf(best, truth) ? next : best))
}

function wired(truth: Mask, answering: Answering, alongEdges: boolean): Mask | null {
  const [ring] = outline(truth).sort((a, b) => ringArea(b) - ringArea(a))
  if (!ring) return null
  const points = Array.from({ length: WIRE_CLICKS }, (_, step) => {
    const at = Math.floor((step * ring.length) / 2 / WIRE_CLICKS) * 2
    return { x: ring[at] as number, y: ring[at + 1] as number }
  })
  const flat = points.flatMap((from, step) => {
    const to = points[(step + 1) % points.length] as typeof from
    const line = alongEdges ? answering.answer('wire', { from, to, tolerance: 1 }) : [from.x, from.y, to.x, to.y]
    return line.slice(0, -2)
  })
  return polygonAsMask(flat)
}

function clickStroke(truth: Mask): Stroke {
  const { x, y } = clickOn(truth) ?? boxOf(truth)
  return { line: [x, y], isObject: true }
}

// A short line in the middle, as a hand would draw it along the object's longer side.
function across(truth: Mask, { width, height }: Bounds): Stroke {
  const { x, y } = clickOn(truth) ?? boxOf(truth)
  const reach = Math.min(width, height) / 5
  const [dx, dy] = width > height ? [reach, 0] : [0, reach]
  return { line: [x - dx, y - dy, x + dx, y + dy], isObject: true }
}

function around({ x, y, width, height }: Bounds): Stroke {
  const room = Math.max(3, 0.08 * Math.max(width, height))
  const [left, top, right, bottom] = [x - room, y - room, x + width + room, y + height + room]
  return { line: [left, top, right, top, right, bottom, left, bottom, left, top], isObject: false }
}

const scoreOf = (mask: Mask | null, truth: Mask): number => (mask ? iou(mask, truth) : 0)
