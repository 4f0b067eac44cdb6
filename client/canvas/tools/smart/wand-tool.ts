import type { Point } from '#shared/shapes/index.ts'
import { t } from '../../../i18n.ts'
import type { WandPick } from '../../../smart/questions.ts'
import type { PointerInput, Tool, ToolContext, ToolState } from '../tool.ts'
import { createProposal, type Proposal } from './proposal.ts'

/** Screen pixels of a drag that change the tolerance by one. */
const PIXELS_PER_STEP = 3
const MOST_TOLERANCE = 255
/** What turning the wheel with Alt changes the tolerance by, per pixel of travel. */
const STEPS_PER_WHEEL_PIXEL = 0.04
const MORE = t('Shift+click adds, Alt+click takes away; Enter takes it, Escape drops it.')

/** Takes what has the colour of a place and hangs together with it; dragging right or up takes more, left or down less. */
export const wandTool = {
  id: 'wand',
  label: t('Magic wand'),
  draws: 'mask',
  heeds: ['wandTolerance', 'smartResult'],
  start: (context, input) => picked(context, createProposal(context, MORE), [], input),
  cursor: () => 'crosshair',
  onAltWheel: ({ wandTolerance }, travel) => ({
    wandTolerance: within(Math.round(wandTolerance - travel * STEPS_PER_WHEEL_PIXEL)),
  }),
} as const satisfies Tool

function picked(context: ToolContext, proposal: Proposal, before: readonly WandPick[], { point, alt }: PointerInput): ToolState {
  return pulling(context, proposal, before, { at: point, tolerance: context.settings().wandTolerance, isAdded: !alt }, point)
}

function pulling(context: ToolContext, proposal: Proposal, before: readonly WandPick[], pick: WandPick, to: Point): ToolState {
  const travelled = (to.x - pick.at.x - (to.y - pick.at.y)) / context.pixelSize()
  const tolerance = within(context.settings().wandTolerance + Math.trunc(travelled / PIXELS_PER_STEP))
  const picks = [...before, { ...pick, tolerance }]
  context.hint(t('Tolerance {{tolerance}}. {{more}}', { tolerance, more: MORE }))
  proposal.ask('wand', { picks })
  return {
    onMove: ({ point }) => pulling(context, proposal, before, pick, point),
    onUp: () => holding(context, proposal, picks),
    onCancel: proposal.drop,
  }
}

function holding(context: ToolContext, proposal: Proposal, picks: readonly WandPick[]): ToolState {
  return {
    onDown: (input) => picked(context, proposal, input.shift || input.alt ? picks : [], input),
    onKey(key) {
      if (key === 'enter') {
        proposal.accept()
        return null
      }
      if (key !== 'backspace' && key !== 'delete') return undefined
      const rest = picks.slice(0, -1)
      if (rest.length === 0) {
        proposal.drop()
        return null
      }
      proposal.ask('wand', { picks: rest })
      return holding(context, proposal, rest)
    },
    onCancel: proposal.drop,
  }
}

const within = (tolerance: number): number => Math.min(Math.max(tolerance, 0), MOST_TOLERANCE)
