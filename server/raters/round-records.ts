import type { AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { newId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import type { RatingRound } from '#shared/domain/raters.ts'
import { createRandom } from '#shared/random.ts'
import type { RoundSummary } from '#shared/routes/raters.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { type AssetRow, fromStored, toStored } from '../store/collections.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { blindCopyId, blindProjectId, copyBlind, openBlindProject } from './blind-copies.ts'
import { shareOut } from './share-out.ts'

type RoundStore = Pick<Store, 'ratingRounds' | 'projects' | 'assets' | 'users' | 'count'>

const ROUNDS_SHOWN = 100
/** What a rater has handed in. */
export const HANDED_IN = ['review', 'approved'] as const

/** Who asks for what to be rated by whom. */
export interface RoundRequest {
  readonly projectId: ProjectId
  readonly name: string
  /** The images that fit the slice. */
  readonly fitting: readonly AssetId[]
  readonly images: number
  readonly honeypots: number
  readonly people: readonly UserId[]
  readonly each: number
  readonly seed: number
  readonly createdBy: UserId
}

/** Starts a round: images drawn at random from those that fit, approved ones among them as honeypots, and blind copies for every rater. */
export async function startRound(store: RoundStore, request: RoundRequest): Promise<RatingRound> {
  const { projectId, people, each, seed } = request
  const project = await loadProject(store, projectId)
  const raters = await readRaters(store, projectId, people)
  if (each > raters.length)
    throw invalid(`Expected at most ${raters.length} ratings of each image, one of each person, got ${each}`)
  const random = createRandom(seed)
  const overlap = random.shuffled(request.fitting).slice(0, request.images)
  if (overlap.length === 0) throw conflict('No image fits the slice')
  const honeypots = random.shuffled(await approvedBut(store, projectId, new Set(overlap))).slice(0, request.honeypots)
  const round: RatingRound = {
    id: newId('rnd'),
    projectId,
    number: await store.count(`rating-rounds:${projectId}`),
    name: request.name,
    overlap,
    honeypots,
    people: raters.map(({ id }) => id),
    each,
    createdBy: request.createdBy,
    createdAt: Date.now(),
    closedAt: null,
  }
  await store.ratingRounds.insertOne(toStored(round))
  const rows = await readRows(store, [...overlap, ...honeypots])
  const shares = shareOut(overlap, raters, each, seed)
  for (const rater of raters) {
    const blind = await openBlindProject(store, project, rater)
    const own = [...(shares.get(rater) ?? []), ...honeypots]
    await copyBlind(
      store,
      blind,
      own.flatMap((id) => rows.get(id) ?? []),
    )
  }
  return round
}

/** The rounds of a project, newest first. */
export async function listRounds(store: Pick<Store, 'ratingRounds'>, projectId: ProjectId): Promise<RatingRound[]> {
  const rows = await store.ratingRounds.find({ projectId }).sort({ number: -1 }).limit(ROUNDS_SHOWN).toArray()
  return rows.map(fromStored)
}

/** A round of a project; not_found where there is none. */
export async function loadRound(store: Pick<Store, 'ratingRounds'>, projectId: ProjectId, id: string): Promise<RatingRound> {
  const row = await store.ratingRounds.findOne({ _id: id, projectId })
  if (!row) throw notFound(`Round ${id}`)
  return fromStored(row)
}

/** Hands out no more of its images; what somebody has begun stays with them. */
export async function closeRound(store: RoundStore, round: RatingRound): Promise<RatingRound> {
  const closedAt = round.closedAt ?? Date.now()
  await store.ratingRounds.updateOne({ _id: round.id }, { $set: { closedAt } })
  const others = (await listRounds(store, round.projectId)).filter(({ id, closedAt: ended }) => id !== round.id && ended === null)
  const stillWanted = new Set(others.flatMap(imagesOf))
  const ended = imagesOf(round).filter((id) => !stillWanted.has(id))
  const copies = round.people.flatMap((rater) => copiesOf(round.projectId, rater, ended))
  await store.assets.updateMany({ _id: { $in: copies }, status: 'new' }, { $set: { status: 'quarantined' } })
  return { ...round, closedAt }
}

/** A round with how far it is. */
export async function summaryOf(store: Pick<Store, 'assets'>, round: RatingRound): Promise<RoundSummary> {
  const { overlap, honeypots, ...rest } = round
  const copies = round.people.flatMap((rater) => copiesOf(round.projectId, rater, imagesOf(round)))
  const rated = await store.assets.countDocuments({ _id: { $in: copies }, status: { $in: [...HANDED_IN] } })
  const wanted = overlap.length * round.each + honeypots.length * round.people.length
  return { ...rest, images: overlap.length, rated, wanted }
}

/** What waits for a rater in a project, and where; null where they rate nothing in it. */
export async function waitingFor(
  store: Pick<Store, 'assets' | 'projects'>,
  projectId: ProjectId,
  rater: UserId,
): Promise<{ waiting: number; projectId: ProjectId } | null> {
  const blind = blindProjectId(projectId, rater)
  if (!(await store.projects.findOne({ _id: blind }, { projection: { _id: 1 } }))) return null
  const waiting = await store.assets.countDocuments({ projectId: blind, status: { $in: ['new', 'begun'] } })
  return { waiting, projectId: blind }
}

const imagesOf = ({ overlap, honeypots }: RatingRound): AssetId[] => [...overlap, ...honeypots]

function copiesOf(projectId: ProjectId, rater: UserId, images: readonly AssetId[]): AssetId[] {
  const blind = blindProjectId(projectId, rater)
  return images.map((image) => blindCopyId(blind, image))
}

async function readRaters(
  store: Pick<Store, 'users'>,
  projectId: ProjectId,
  people: readonly UserId[],
): Promise<Pick<User, 'id' | 'name'>[]> {
  const rows = await store.users.find({ _id: { $in: [...people] } }).toArray()
  const missing = people.find((id) => !rows.some(({ _id }) => _id === id))
  if (missing) throw notFound(`User ${missing}`)
  const stranger = rows.find(({ admin, roles }) => !admin && !roles[projectId])
  if (stranger) throw invalid(`${stranger.name} has no role in this project`)
  return rows.map(({ _id, name }) => ({ id: _id, name }))
}

async function approvedBut(store: Pick<Store, 'assets'>, projectId: ProjectId, taken: ReadonlySet<AssetId>): Promise<AssetId[]> {
  const rows = await store.assets
    .find({ projectId, status: 'approved' }, { projection: { _id: 1 } })
    .sort({ order: 1 })
    .toArray()
  return rows.map(({ _id }) => _id).filter((id) => !taken.has(id))
}

async function readRows(store: Pick<Store, 'assets'>, ids: readonly AssetId[]): Promise<Map<AssetId, AssetRow>> {
  const rows = await store.assets.find({ _id: { $in: [...ids] } }).toArray()
  return new Map(rows.map((row) => [row._id, row]))
}
