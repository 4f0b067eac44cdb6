import type { AlertKind } from '#shared/domain/alert.ts'
import type { LoopSettings } from '#shared/domain/project.ts'
import type { RuleTrigger } from '#shared/domain/trigger.ts'
import { newLabelsIn, type Standing, type Trigger, type TriggerView } from './trigger.ts'

/** Due when the images, or what is said of them, have changed, and there are new labels to learn that from. */
export const drift = onAlert('drift', 'drift', 'drift', 'nothing has drifted')

/** Due when people correct more than they did, and there are new labels to learn from. */
export const correctionRate = onAlert('correction-rate', 'quality', 'corrections', 'people correct no more than they did')

// A training that came after the alert has answered it, whatever came of it: an alert is raised once while it lasts.
function onAlert<Id extends RuleTrigger>(id: Id, kind: AlertKind, part: 'drift' | 'corrections', nothing: string) {
  const standing = (view: TriggerView): Standing => {
    const settings: LoopSettings['drift'] = view.project.loop[part]
    const { enabled } = settings
    const raised = view.alerts.filter((alert) => alert.kind === kind)
    const alert = raised.find(({ raisedAt }) => raisedAt > (view.trainedAt ?? 0))
    if (!alert) {
      const sentence = raised.length > 0 ? 'a training has answered it since' : nothing
      return { enabled, due: false, share: 0, sentence }
    }
    const have = newLabelsIn(view)
    const share = Math.min(1, have / settings.labels)
    if (share < 1) return { enabled, due: false, share, sentence: `${settings.labels - have} more labels: ${alert.sentence}` }
    return { enabled, due: enabled, share, sentence: `${alert.sentence}; ${have} labels are new` }
  }
  return { id, standing } as const satisfies Trigger
}
