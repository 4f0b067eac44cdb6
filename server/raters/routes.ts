import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import type { Project } from '#shared/domain/project.ts'
import type { ConsensusMerge, RatingRound } from '#shared/domain/raters.ts'
import { activeLabels } from '#shared/ontology.ts'
import type { AssetFilter } from '#shared/routes/data.ts'
import type { MergeSummary } from '#shared/routes/raters.ts'
import { routes } from '#shared/routes.ts'
import { votedOn } from '#shared/tasks/voted-on.ts'
import { fromStored } from '../store/collections.ts'
import { loadProject, recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { agreementOf } from './agreement/agreement-of.ts'
import { MODEL } from './agreement/rated-image.ts'
import { type MergeDeps, mergeRound, planRound, undoMerge } from './merge-round.ts'
import { readRatings } from './read-ratings.ts'
import { closeRound, listRounds, loadRound, startRound, summaryOf, waitingFor } from './round-records.ts'

const MERGES_SHOWN = 50

export interface RaterDeps extends Pick<MergeDeps, 'commit'> {
  readonly store: Store
  /** The images of a project that pass a filter; the assets' domain answers. */
  readonly assetsThatFit: (projectId: ProjectId, filter: AssetFilter) => Promise<AssetId[]>
}

/** Mounts rounds of ratings: start, look, compare, merge, undo. */
export function mountRaters(mount: Mount, { store, assetsThatFit, commit }: RaterDeps): void {
  const { raters } = routes
  const decided = (projectId: ProjectId, user: User, what: string) =>
    recordDecision(store, { projectId, userId: user.id, type: 'settings', sentence: `${user.name} ${what}` })
  const rated = async (projectId: ProjectId, roundId: string) => {
    const project = await loadProject(store, projectId)
    const round = await loadRound(store, projectId, roundId)
    const images = await readRatings(store, project, round)
    return { project, round, images, on: votedOn(project.task) ?? ('numbers' as const), labels: labelsIn(project) }
  }

  mount(raters.rounds, async ({ params }) =>
    Promise.all((await listRounds(store, params.projectId)).map((round) => summaryOf(store, round))),
  )
  mount(raters.start, async ({ params: { projectId }, body: { slice, ...asked }, user }) => {
    const fitting = await assetsThatFit(projectId, slice)
    const round = await startRound(store, { ...asked, projectId, fitting, createdBy: user.id })
    await decided(projectId, user, `asked ${round.people.length} people to rate ${round.overlap.length} images`)
    return summaryOf(store, round)
  })
  mount(raters.close, async ({ params: { projectId, roundId }, user }) => {
    const round = await closeRound(store, await loadRound(store, projectId, roundId))
    await decided(projectId, user, `closed round ${round.number} of ratings`)
    return summaryOf(store, round)
  })
  mount(raters.agreement, async ({ params }) => {
    const { round, images, on, labels } = await rated(params.projectId, params.roundId)
    const { people, ...figures } = agreementOf(on, images, labels)
    return { ...figures, people: await withWaiting(store, round, people) }
  })
  mount(raters.consensus, async ({ params }) => {
    const { project, images, on, labels } = await rated(params.projectId, params.roundId)
    const planned = await planRound(store, project, on, images, labels)
    return { images: planned.length, changes: planned.flatMap(({ changes }) => changes.map(({ shown }) => shown)) }
  })
  mount(raters.merge, async ({ params, user }) => {
    const { project, round, images, on, labels } = await rated(params.projectId, params.roundId)
    const planned = await planRound(store, project, on, images, labels)
    const { merge, refused } = await mergeRound({ store, commit }, round, planned, user)
    await decided(project.id, user, `merged round ${round.number} of ratings: ${merge.changes} changes`)
    return { merge: withoutWritten(merge), refused }
  })
  mount(raters.merges, async ({ params: { projectId } }) => {
    const rows = await store.consensusMerges
      .find({ projectId }, { projection: { written: 0 } })
      .sort({ at: -1 })
      .limit(MERGES_SHOWN)
      .toArray()
    return rows.map(fromStored)
  })
  mount(raters.undo, async ({ params: { projectId, mergeId }, user }) => {
    const { merge, refused } = await undoMerge({ store, commit }, projectId, mergeId, user)
    await decided(projectId, user, `undid a merge of ratings: ${merge.changes} changes`)
    return { merge: withoutWritten(merge), refused }
  })
  mount(
    raters.own,
    async ({ params: { projectId }, user }) => (await waitingFor(store, projectId, user.id)) ?? { waiting: 0, projectId: null },
  )
}

const labelsIn = ({ ontology }: Project): string[] => activeLabels(ontology).map(({ name }) => name)

async function withWaiting(store: Store, { projectId, people }: RatingRound, figures: ReturnType<typeof agreementOf>['people']) {
  const waiting = new Map(
    await Promise.all(people.map(async (id) => [id as string, (await waitingFor(store, projectId, id))?.waiting ?? 0] as const)),
  )
  const silent = people.filter((id) => !figures.some(({ rater }) => rater === id))
  const nothing = { rated: 0, agrees: null, honeypots: null, honeypotsRated: 0 }
  return [...figures, ...silent.map((rater) => ({ rater: rater as string, ...nothing }))]
    .map((figure) => ({ ...figure, waiting: waiting.get(figure.rater) ?? 0 }))
    .sort((a, b) => Number(a.rater === MODEL) - Number(b.rater === MODEL))
}

const withoutWritten = ({ written: _written, ...merge }: ConsensusMerge): MergeSummary => merge
