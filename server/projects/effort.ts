import type { ProjectId } from '#shared/domain/ids.ts'
import { HUMAN_SECONDS } from '#shared/human-cost.ts'
import type { Overview } from '#shared/routes/projects.ts'
import type { Store } from '../store/store.ts'

type Effort = Overview['effort']

/** How the annotations of a project came about, and what drawing every one would have cost a person. */
export async function measureEffort(store: Pick<Store, 'annotations'>, projectId: ProjectId): Promise<Effort> {
  const groups = await store.annotations
    .aggregate<{ _id: { how: keyof typeof COST | 'imported' }; count: number }>([
      { $match: { projectId, status: { $in: ['draft', 'approved', 'rejected'] } } },
      { $group: { _id: { how: HOW }, count: { $sum: 1 } } },
    ])
    .toArray()
  const count = (how: string) => groups.find((group) => group._id.how === how)?.count ?? 0
  const [drawn, fixed, accepted, rejected] = [count('drawn'), count('fixed'), count('accepted'), count('rejected')]
  const seconds = drawn * COST.drawn + fixed * COST.fixed + accepted * COST.accepted + rejected * COST.rejected
  return { drawn, fixed, accepted, rejected, seconds, secondsWithoutModel: (drawn + fixed + accepted) * COST.drawn }
}

const COST = {
  drawn: HUMAN_SECONDS.draw,
  fixed: HUMAN_SECONDS.adjust,
  accepted: HUMAN_SECONDS.decide,
  rejected: HUMAN_SECONDS.decide,
} as const

// A suggestion keeps its origin: it was accepted as proposed where shape and label still are what the model said.
const AS_PROPOSED = { $and: [{ $eq: ['$shape', '$origin.shape'] }, { $eq: ['$label', '$origin.label'] }] }
const HOW = {
  $cond: [
    { $in: ['$origin.type', ['model', 'functions', 'file']] },
    { $cond: [{ $eq: ['$status', 'rejected'] }, 'rejected', { $cond: [AS_PROPOSED, 'accepted', 'fixed'] }] },
    { $cond: [{ $eq: ['$origin.type', 'person'] }, 'drawn', 'imported'] },
  ],
}
