import { advise } from '#server/tuning/experience/advise.ts'
import { relativeRuns } from '#server/tuning/experience/past-run.ts'
import { readRecorded } from './recorded-run.ts'
import { recordedSpace } from './recorded-space.ts'

const SEEDS = [...Array(5).keys()]

/** One data set left out: what the advice of the others came to there, and what the recorded parameters came to on average. */
export interface LeftOut {
  readonly project: string
  readonly advised: number
  readonly random: number
}

/**
 * Leaves one data set out after the other: the parameters that the rest advise are looked up among the runs recorded on it, as a share of
 * the best there. Random is the mean of all recorded on it: what a draw among them is worth. The forest is grown with five seeds.
 */
export async function judgeExperience(results: string): Promise<LeftOut[]> {
  const runs = await readRecorded(results)
  const projects = [...new Set(runs.map(({ project }) => project))]
  return projects.flatMap((project) => {
    const own = relativeRuns(runs.filter((run) => run.project === project))
    const others = relativeRuns(runs.filter((run) => run.project !== project))
    const [first] = own
    if (!first) return []
    const found = SEEDS.flatMap((seed) => {
      const advice = advise(others, first.data, recordedSpace, seed)
      const same = advice && own.find(({ assignment }) => JSON.stringify(assignment) === JSON.stringify(advice.assignment))
      return same ? [same.relative] : []
    })
    if (found.length === 0) return []
    return [{ project, advised: mean(found), random: mean(own.map(({ relative }) => relative)) }]
  })
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
