import { activeLabels } from '#shared/ontology.ts'
import type { NextTraining } from '#shared/routes/projects.ts'
import type { Trigger, TriggerView } from './trigger.ts'

/** Fires when enough new labels were approved since the last training and every label has its floor. */
export const milestone = {
  id: 'milestone',
  fires(view) {
    if (!view.project.loop.milestone.enabled) return null
    const { have, need, missing } = nextTraining(view)
    if (have < need || missing.length > 0 || missingSplit(view) !== null) return null
    return { type: 'milestone', reason: `${have} labels approved since the last training, ${need} were asked for` }
  },
} as const satisfies Trigger

/** How far it is to the next training, and what is missing. */
export function nextTraining(view: TriggerView): NextTraining {
  const { milestone: settings } = view.project.loop
  const have = Math.max(0, view.approved.total - view.trainedLabels)
  const need = Math.max(settings.labels, Math.ceil(settings.growth * view.trainedLabels))
  const missing = activeLabels(view.project.ontology)
    .map(({ name, floor }) => ({ label: name, have: view.approved.perLabel.get(name) ?? 0, need: floor }))
    .filter((label) => label.have < label.need)
  return { have, need, missing, sentence: sentenceOf(view, need - have, missing) }
}

function sentenceOf(view: TriggerView, more: number, missing: NextTraining['missing']): string {
  if (!view.project.loop.milestone.enabled) return 'milestones are switched off'
  const floors = missing.map(({ label, have, need }) => `${need - have} of them ${label}`)
  const wanted = Math.max(
    more,
    missing.reduce((sum, { have, need }) => sum + need - have, 0),
  )
  if (wanted > 0) return [`${wanted} more`, ...floors].join(', ')
  return missingSplit(view) ?? 'due now'
}

// A model that nothing can be held against would be promoted blindly.
function missingSplit({ approved }: TriggerView): string | null {
  if (approved.assets.train === 0) return 'approve an image of the train split first'
  if (approved.assets.test === 0) return 'approve an image of the test split first'
  return null
}
