import type { Annotation } from '#shared/domain/annotation.ts'
import { type Deployment, isInRange, partsOfAssets } from '#shared/domain/deployment.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import { isDuplicateKey } from '../store/duplicate-key.ts'
import type { Store } from '../store/store.ts'
import type { DecidedImage } from './judge-standing.ts'

type DecidedStore = Pick<Store, 'operations' | 'assets' | 'annotations' | 'decidedImages'>

/** Commits are read again from so long before the last one that was seen: the clocks of servers differ, and commits overtake each other. */
const READ_AGAIN_MS = 60_000
const ASSETS_AT_A_TIME = 500

/**
 * Writes down what became of the suggestions on every image that was approved since the deployment began, each image once: what is changed
 * afterwards counts no more. Gives all of them in the order in which they were decided.
 */
export async function decidedImages(store: DecidedStore, deployment: Deployment): Promise<DecidedImage[]> {
  const { id: deploymentId } = deployment
  const last = await store.decidedImages.findOne({ deploymentId }, { sort: { at: -1 } })
  const from = Math.max(deployment.startedAt, (last?.at ?? 0) - READ_AGAIN_MS)
  const touched = await touchedSince(store, deployment, from)
  const ids = touched.map(({ _id }) => _id)
  const known = await store.decidedImages.find({ deploymentId, assetId: { $in: ids } }, { projection: { assetId: 1 } }).toArray()
  const seen = new Set(known.map(({ assetId }) => assetId))
  const fresh = touched.filter(({ _id }) => !seen.has(_id))
  for (let at = 0; at < fresh.length; at += ASSETS_AT_A_TIME)
    await keepDecided(store, deployment, fresh.slice(at, at + ASSETS_AT_A_TIME))
  return store.decidedImages.find({ deploymentId }).sort({ at: 1, assetId: 1 }).toArray()
}

/** An image, and when it was last changed. */
type Touched = { _id: AssetId; at: number }

const touchedSince = (store: DecidedStore, { projectId }: Deployment, from: number): Promise<Touched[]> =>
  store.operations
    .aggregate<Touched>([{ $match: { projectId, at: { $gte: from } } }, { $group: { _id: '$assetId', at: { $max: '$at' } } }])
    .toArray()

async function keepDecided(store: DecidedStore, deployment: Deployment, touched: readonly Touched[]): Promise<void> {
  const changedAt = new Map(touched.map(({ _id, at }) => [_id, at]))
  const assets = await store.assets
    .find({ _id: { $in: [...changedAt.keys()] }, status: 'approved' }, { projection: { prelabelledBy: 1 } })
    .toArray()
  for (const { _id, prelabelledBy } of assets) {
    const arm = armOf(deployment, _id)
    // Begun by a person before its part of the images went to this model.
    if (prelabelledBy !== deployment[arm]) continue
    const annotations = await store.annotations.find({ assetId: _id }).toArray()
    const counts = countsOf(annotations, deployment[arm])
    if (!counts) continue
    try {
      await store.decidedImages.insertOne({
        _id: `${deployment.id}:${_id}`,
        deploymentId: deployment.id,
        projectId: deployment.projectId,
        assetId: _id,
        at: changedAt.get(_id) ?? deployment.startedAt,
        arm,
        ...counts,
      })
    } catch (error) {
      // Another server was first.
      if (!isDuplicateKey(error)) throw error
    }
  }
}

const armOf = ({ share }: Deployment, assetId: AssetId): DecidedImage['arm'] =>
  isInRange(assetId, partsOfAssets(share).challenger) ? 'challenger' : 'champion'

/** What people did on an image with one model's suggestions; null where another model had a say there, or nobody has looked at them. */
function countsOf(
  annotations: readonly Pick<Annotation, 'status' | 'label' | 'origin' | 'revisions' | 'changedBy'>[],
  version: number,
): Pick<DecidedImage, 'suggestions' | 'corrected' | 'missed'> | null {
  let [suggestions, corrected, missed] = [0, 0, 0]
  for (const { status, label, origin, revisions, changedBy } of annotations) {
    // Taken away by the loop itself, as when a newer model suggested anew.
    if (status === 'deleted' && changedBy === null) continue
    if (origin.type === 'person') {
      if (status !== 'deleted') missed++
      continue
    }
    if (origin.type !== 'model') continue
    if (origin.version !== version || status === 'suggested') return null
    suggestions++
    const isKept = status === 'draft' || status === 'approved'
    const isReshaped = (revisions.shape ?? 1) > 1
    if (!isKept || isReshaped || label !== origin.label) corrected++
  }
  return { suggestions, corrected, missed }
}
