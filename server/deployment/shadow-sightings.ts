import type { Deployment, ShadowSighting } from '#shared/domain/deployment.ts'
import type { LabelThreshold } from '#shared/domain/evaluation.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { type LabelledPrediction, shown } from '#shared/tasks/shown.ts'
import type { Store } from '../store/store.ts'
import { disagreement } from './disagreement.ts'

/** What both models said of some images, in the same order. */
export interface SeenTogether {
  readonly assetIds: readonly AssetId[]
  readonly champion: readonly (readonly LabelledPrediction[])[]
  readonly challenger: readonly (readonly LabelledPrediction[])[]
}

/** Keeps, for each image, how far the champion and the challenger in its shadow lie apart; what was kept of it before gives way. */
export async function keepSightings(
  store: Pick<Store, 'shadowSightings'>,
  { task }: Project,
  deployment: Deployment,
  thresholds: Readonly<Record<'champion' | 'challenger', readonly LabelThreshold[]>>,
  said: SeenTogether,
): Promise<void> {
  const { id: deploymentId, projectId, champion, challenger } = deployment
  const rows = said.assetIds.map((assetId, index) => {
    const champions = shown(task, said.champion[index] ?? [], thresholds.champion)
    const challengers = shown(task, said.challenger[index] ?? [], thresholds.challenger)
    const sighting: ShadowSighting = {
      assetId,
      champion,
      challenger,
      disagreement: disagreement(task, champions, challengers),
      shownByChampion: champions.length,
      shownByChallenger: challengers.length,
      at: Date.now(),
    }
    return { _id: `${deploymentId}:${assetId}`, deploymentId, projectId, ...sighting }
  })
  if (rows.length === 0) return
  await store.shadowSightings.bulkWrite(
    rows.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } })),
    { ordered: false },
  )
}
