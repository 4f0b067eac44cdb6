import type { Assignment, SearchSpace } from '#shared/domain/study.ts'
import { createRandom } from '#shared/random.ts'
import { coordinateOf, optionsOf, pointKey } from '#shared/search-space.ts'
import { type Forest, growForest, meanOfTrees } from '../search/forest.ts'
import type { DataFeatures, PastRun } from './past-run.ts'

/** Fewer runs, or runs of fewer projects, are no experience. */
const LEAST_RUNS = 12
const LEAST_PROJECTS = 2
const TREES = 64
/** More than this are not read: the newest tell most about the present version. */
export const MOST_PAST_RUNS = 600
/** What was not in force, or was never measured, lies apart from all that was. */
const UNKNOWN = -1

/** Parameters to begin with, and how well they are expected to do. */
export interface Advice {
  readonly assignment: Assignment
  /** Share of the project's best that is expected. */
  readonly expected: number
  /** The same for a run taken at random from those there have been. */
  readonly usual: number
  readonly runs: number
  readonly projects: number
}

/** What is learned from past runs: a figure for any parameters on any data, as a share of the best there. */
export interface Experience {
  expected(data: DataFeatures, assignment: Assignment): number
}

/**
 * A regression forest over what a data set is like and what a run was given (meta-learning of configurations, Feurer et al. 2015,
 * "Efficient and Robust Automated Machine Learning"); runs of one task learn from runs of the same task only.
 */
export function gatherExperience(past: readonly PastRun[], space: SearchSpace, seed: number): Experience {
  const rows = past.map(({ data, assignment }) => rowOf(space, data, assignment))
  const forest: Forest = meanOfTrees(
    growForest(
      rows,
      past.map(({ relative }) => relative),
      { trees: TREES, random: createRandom(seed) },
    ),
  )
  return { expected: (data, assignment) => forest(rowOf(space, data, assignment)) }
}

/** The past parameters that are expected to do best on this data; null where there is too little experience with its task. */
export function advise(past: readonly PastRun[], data: DataFeatures, space: SearchSpace, seed: number): Advice | null {
  const alike = past.filter((run) => run.data.task === data.task)
  const projects = new Set(alike.map(({ project }) => project)).size
  if (alike.length < LEAST_RUNS || projects < LEAST_PROJECTS) return null
  const experience = gatherExperience(alike, space, seed)
  const candidates = new Map(alike.map(({ assignment }) => [pointKey(space, assignment), assignment]))
  const judged = [...candidates.values()].map((assignment) => ({ assignment, expected: experience.expected(data, assignment) }))
  const best = judged.reduce((top, next) => (next.expected > top.expected ? next : top))
  const usual = alike.reduce((sum, { relative }) => sum + relative, 0) / alike.length
  return { ...best, usual, runs: alike.length, projects }
}

function rowOf(space: SearchSpace, data: DataFeatures, assignment: Assignment): number[] {
  const { images, objectsPerImage, labels, relativeSize } = data
  const like = [Math.log1p(images), Math.log1p(objectsPerImage), Math.log1p(labels), relativeSize ?? UNKNOWN]
  const given = space.flatMap((parameter) => {
    const value = assignment[parameter.name]
    const options = optionsOf(parameter)
    if (options) return options.map((option) => (option === value ? 1 : 0))
    return [value === undefined ? UNKNOWN : coordinateOf(parameter, value)]
  })
  return [...like, ...given]
}
