import { t } from '../../../i18n.ts'
import type { Tool, ToolContext } from '../tool.ts'
import { createProposal } from './proposal.ts'
import { type Refinement, stroking } from './refining.ts'

const MORE = t('Stroke the object, with Alt what is beside it; Enter takes it, Escape drops it.')

/** Finds the region around a few strokes, up to the edges. */
export const regionTool = {
  id: 'region',
  label: t('Region from strokes'),
  draws: 'mask',
  heeds: ['smartResult'],
  start(context, input) {
    context.hint(MORE)
    return stroking(regionOf(context), { ...input, alt: false })
  },
  cursor: () => 'crosshair',
} as const satisfies Tool

function regionOf(context: ToolContext): Refinement {
  const proposal = createProposal(context, MORE)
  return { context, proposal, strokes: [], ask: (strokes) => proposal.ask('region', { strokes }) }
}
