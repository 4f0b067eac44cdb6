import type { Assignment, SearchMethodId, SearchSpace } from '#shared/domain/study.ts'

/** A point that was tried, and the figure it reached: higher is better. */
export interface Observation {
  readonly point: Assignment
  readonly value: number
}

/** All that a method may know when it is asked for the next point. */
export interface Search {
  readonly space: SearchSpace
  readonly seed: number
  /** Which point is asked for, counted from 0: the same search gives the same point at the same place. */
  readonly index: number
  readonly observed: readonly Observation[]
  /** Points that are being tried, whose figure is still to come. */
  readonly pending: readonly Assignment[]
}

/** A way to choose the next point; pure and seeded. */
export interface SearchMethod {
  readonly id: SearchMethodId
  /** The next point; null where there is none left. */
  propose(search: Search): Assignment | null
}
