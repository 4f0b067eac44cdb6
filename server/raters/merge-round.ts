import type { Annotation } from '#shared/domain/annotation.ts'
import { type AssetId, newId, type OperationId, type ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import type { Project } from '#shared/domain/project.ts'
import type { ConsensusMerge, RatingRound } from '#shared/domain/raters.ts'
import type { CommandReply } from '#shared/events.ts'
import { groupBy } from '#shared/group-by.ts'
import { Operation } from '#shared/operations.ts'
import { type Action, may } from '#shared/policy.ts'
import { tasks } from '#shared/tasks/index.ts'
import { conflict, notFound } from '../errors.ts'
import { fromStored, toStored } from '../store/collections.ts'
import type { Store } from '../store/store.ts'
import { honeypotScore } from './agreement/honeypot-score.ts'
import { MODEL, type RatedImage } from './agreement/rated-image.ts'
import type { RatedOn } from './agreement/rated-units.ts'
import { consensusOf } from './consensus.ts'
import { type PlannedChange, planMerge } from './plan-merge.ts'

/** Of one person nothing is a consensus. */
const FEWEST_RATERS = 2
/** A rater whose honeypots all went wrong still counts a little: their boxes are not thrown away. */
const LEAST_WEIGHT = 0.05

export interface MergeDeps {
  readonly store: Pick<Store, 'assets' | 'annotations' | 'consensusMerges'>
  /** The operation log, as anybody's changes reach it. */
  readonly commit: (commit: {
    assetId: AssetId
    user: User
    operations: Operation[]
    may: (action: Action, projectId: ProjectId) => boolean
  }) => Promise<CommandReply<'annotation:commit'>>
}

/** What a merge would do to one image. */
export interface PlannedImage {
  readonly assetId: AssetId
  readonly name: string
  readonly changes: readonly PlannedChange[]
}

/** What merging a round would change, image by image; images with fewer than two ratings are left as they are. */
export async function planRound(
  store: MergeDeps['store'],
  project: Project,
  on: RatedOn,
  images: readonly RatedImage[],
  labels: readonly string[],
): Promise<PlannedImage[]> {
  const weight = weights(on, images, labels)
  const rated = images.flatMap(({ assetId, name, ratings, isHoneypot }) => {
    const byPeople = new Map([...ratings].filter(([rater]) => rater !== MODEL))
    return !isHoneypot && byPeople.size >= FEWEST_RATERS ? [{ assetId, name, ratings: byPeople }] : []
  })
  const ids = rated.map(({ assetId }) => assetId)
  const rows = await store.assets.find({ _id: { $in: ids } }, { projection: { status: 1 } }).toArray()
  const approved = new Set(rows.filter(({ status }) => status === 'approved').map(({ _id }) => _id))
  const annotations = await store.annotations
    .find({ assetId: { $in: ids } })
    .sort({ _id: 1 })
    .toArray()
  const present = groupBy(
    annotations.map((row) => fromStored(row) as Annotation),
    ({ assetId }) => assetId,
  )
  return rated.flatMap(({ assetId, name, ratings }) => {
    const image = { assetId, name, isApproved: approved.has(assetId), annotations: present.get(assetId) ?? [] }
    const agreed = consensusOf(on, ratings, (rater) => weight.get(rater) ?? 1)
    const changes = planMerge(image, agreed, ratings.size, tasks[project.task].exclusive)
    return changes.length === 0 ? [] : [{ assetId, name, changes }]
  })
}

/** Writes what was planned as changes of a person, and remembers what puts them back; what was refused, as sentences. */
export async function mergeRound(
  deps: MergeDeps,
  round: RatingRound,
  planned: readonly PlannedImage[],
  user: User,
): Promise<{ merge: ConsensusMerge; refused: string[] }> {
  const written: ConsensusMerge['written'] = []
  const refused: string[] = []
  if (planned.length === 0) throw conflict('There is nothing to merge: raters agree with what is there, or too few have rated')
  for (const { assetId, name, changes } of planned) {
    const operations = changes.map(({ operation }) => operation)
    const { outcomes } = await deps.commit({ assetId, user, operations, may: allowing(user) })
    for (const outcome of outcomes) {
      const change = changes.find(({ operation }) => operation.id === outcome.id)
      if (!change) continue
      if (outcome.outcome === 'refused') refused.push(`${name}: ${outcome.message}`)
      else written.push({ assetId, annotationId: change.operation.annotationId, revision: outcome.revision, back: change.back })
    }
  }
  const merge: ConsensusMerge = {
    id: newId('mrg'),
    projectId: round.projectId,
    roundId: round.id,
    by: user.id,
    at: Date.now(),
    changes: written.length,
    written,
    undoneAt: null,
  }
  await deps.store.consensusMerges.insertOne(toStored(merge))
  return { merge, refused }
}

/** Puts back what a merge changed; what somebody has changed since stays, and is told. */
export async function undoMerge(
  deps: MergeDeps,
  projectId: ProjectId,
  mergeId: string,
  user: User,
): Promise<{ merge: ConsensusMerge; refused: string[] }> {
  const row = await deps.store.consensusMerges.findOne({ _id: mergeId, projectId })
  if (!row) throw notFound(`Merge ${mergeId}`)
  if (row.undoneAt !== null) throw conflict('This merge was undone already')
  const refused: string[] = []
  for (const [assetId, written] of groupBy(row.written, (one) => one.assetId)) {
    const operations = written.map(({ annotationId, revision, back }) =>
      Operation.parse({ id: newId<OperationId>('op'), type: 'update', annotationId, base: revision, patch: back }),
    )
    const { outcomes } = await deps.commit({ assetId, user, operations, may: allowing(user) })
    for (const outcome of outcomes) if (outcome.outcome === 'refused') refused.push(outcome.message)
  }
  const undoneAt = Date.now()
  await deps.store.consensusMerges.updateOne({ _id: mergeId }, { $set: { undoneAt } })
  return { merge: { ...fromStored(row), undoneAt }, refused }
}

const allowing = (user: User) => (action: Action, projectId: ProjectId) => may(user, action, projectId)

/** How far each rater's shapes count: by how they did on honeypots. */
function weights(on: RatedOn, images: readonly RatedImage[], labels: readonly string[]): Map<string, number> {
  const raters = new Set(images.flatMap(({ ratings }) => [...ratings.keys()]))
  return new Map(
    [...raters].flatMap((rater) => {
      const score = honeypotScore(on, rater, images, labels)
      return score ? [[rater, Math.max(LEAST_WEIGHT, score.value)] as const] : []
    }),
  )
}
