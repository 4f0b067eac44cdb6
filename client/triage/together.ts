import { isVisible } from '#shared/domain/annotation.ts'
import type { AssetStatus } from '#shared/domain/asset.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { AssetState } from '#shared/operations.ts'
import type { AnnotationStore } from '../annotations/annotation-store.ts'
import type { SaveState } from '../annotations/save-state.ts'
import { t } from '../i18n.ts'
import type { Refused } from './triage-state.ts'

// The worst of them is what is said.
const RANKS: readonly SaveState['kind'][] = ['saved', 'saving', 'offline', 'signed-out']

/** Where the changes of all these assets are. */
export function saveOf(stores: readonly AnnotationStore[]): SaveState {
  const saves = stores.map((store) => store.getSnapshot().save)
  const rank = saves.reduce((worst, { kind }) => Math.max(worst, RANKS.indexOf(kind)), 0)
  return { kind: RANKS[rank] ?? 'saved', waiting: saves.reduce((sum, { waiting }) => sum + waiting, 0) }
}

/** Every refused change of these assets. */
export const refusedOf = (stores: readonly AnnotationStore[]): Refused[] =>
  stores.flatMap((store) => {
    const { conflicts, state } = store.getSnapshot()
    return conflicts.map((conflict) => ({
      assetId: store.assetId,
      conflict,
      label: (conflict.target && state?.annotations.get(conflict.target)?.label) ?? t('The image'),
    }))
  })

/** The assets that could be closed now: something is on them or was decided, nothing is undecided, nobody has closed them. */
export function completeOf(states: Iterable<AssetState>, closing: AssetStatus): AssetId[] {
  const complete: AssetId[] = []
  for (const { assetId, status, annotations } of states) {
    if (status === closing || status === 'approved' || status === 'quarantined') continue
    const decided = [...annotations.values()].filter((annotation) => isVisible(annotation) || annotation.status === 'rejected')
    if (decided.length > 0 && decided.every((annotation) => annotation.status !== 'suggested')) complete.push(assetId)
  }
  return complete
}
