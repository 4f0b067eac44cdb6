import { boundsContain } from '#shared/shapes/bounds.ts'
import { type Bounds, bounds, type Point } from '#shared/shapes/index.ts'
import { t } from '../../../i18n.ts'
import type { Stroke } from '../../../smart/questions.ts'
import { boxSpanning, inside, isBigEnough } from '../box-geometry.ts'
import type { PointerInput, Tool, ToolContext, ToolState } from '../tool.ts'
import { createProposal, type Proposal } from './proposal.ts'
import { type Refinement, refining } from './refining.ts'

/** How far a press must travel to be a box, in screen pixels. */
const DRAG_AFTER = 4
/** What a click found may be a little too small: the box that corrections work in is larger by this share of its sides. */
const ROOM = 0.15
const MORE = t('Click what is missing, Alt+click what is too much; Enter takes it, Escape drops it.')

/** Finds the object in a box that is drawn around it, or at a click; strokes and clicks correct it. */
export const cutOutTool = {
  id: 'cut-out',
  label: t('Cut out: a box around it, or a click on it'),
  draws: 'mask',
  heeds: ['smartResult', 'cutOutBy'],
  start: (context, input) => pressed(context, inside(input.point, context.image), inside(input.point, context.image)),
  cursor: () => 'crosshair',
} as const satisfies Tool

function pressed(context: ToolContext, from: Point, to: Point): ToolState {
  const box = boxSpanning(from, to, context.image)
  const isDrag = isBigEnough(box) && Math.hypot(to.x - from.x, to.y - from.y) >= DRAG_AFTER * context.pixelSize()
  context.preview(isDrag ? box : null)
  return {
    onMove: ({ point }: PointerInput) => pressed(context, from, point),
    onUp: () => (isDrag ? cutOut(context, box, []) : cutOut(context, null, [{ line: [from.x, from.y], isObject: true }])),
    onCancel: () => context.preview(null),
  }
}

function cutOut(context: ToolContext, box: Bounds | null, strokes: readonly Stroke[]): ToolState {
  const proposal = createProposal(context, MORE)
  const refinement: Refinement = {
    context,
    proposal,
    strokes,
    ask: (next) => proposal.ask('cutOut', { box: box ?? boxOfFound(proposal, next), strokes: next }),
  }
  context.hint(MORE)
  refinement.ask(strokes)
  return refining(refinement)
}

// Corrections of a click stay with the object that was found, unless they say that it was not the object.
function boxOfFound(proposal: Proposal, strokes: readonly Stroke[]): Bounds | null {
  const found = proposal.found()
  const box = found && bounds(found)
  if (!box || strokes.length < 2) return null
  const [dx, dy] = [ROOM * box.width, ROOM * box.height]
  const roomy = { x: box.x - dx, y: box.y - dy, width: box.width + 2 * dx, height: box.height + 2 * dy }
  const isWithin = ({ line: [x = 0, y = 0] }: Stroke) => boundsContain(roomy, { x, y })
  return strokes.filter(({ isObject }) => isObject).every(isWithin) ? roomy : null
}
