import { activeLabels } from '#shared/ontology.ts'
import type { NextTraining } from '#shared/routes/projects.ts'
import { newLabelsIn, type Trigger, type TriggerView } from './trigger.ts'
import { untrainable } from './untrainable.ts'

/** Due when enough new labels were approved since the last training and every label has its floor. */
export const milestone = {
  id: 'milestone',
  standing(view) {
    const { enabled } = view.project.loop.milestone
    const { have, need, missing, sentence } = nextTraining(view)
    const due = enabled && have >= need && missing.length === 0 && untrainable(view) === null
    const shares = [have / need, ...missing.map((label) => label.have / label.need)]
    return {
      enabled,
      due,
      share: Math.min(1, ...shares),
      sentence: due ? `${have} labels approved since the last training, ${need} were asked for` : sentence,
    }
  },
} as const satisfies Trigger

/** How far it is to the next training, and what is missing. */
export function nextTraining(view: TriggerView): NextTraining {
  const { milestone: settings } = view.project.loop
  const have = newLabelsIn(view)
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
  return untrainable(view) ?? 'due now'
}
