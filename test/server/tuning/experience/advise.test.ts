import { expect, test } from 'vitest'
import { advise } from '#server/tuning/experience/advise.ts'
import { type DataFeatures, type PastRun, relativeRuns } from '#server/tuning/experience/past-run.ts'
import { spreadPoint } from '#server/tuning/search/random.ts'
import { SearchSpace } from '#shared/domain/study.ts'

const space = SearchSpace.parse([
  { type: 'float', name: 'learningRate', low: 1e-5, high: 1e-1, scale: 'log' },
  { type: 'boolean', name: 'horizontalFlip' },
])
const aData = (images: number, relativeSize: number): DataFeatures => ({
  task: 'detection',
  images,
  objectsPerImage: 4,
  labels: 2,
  relativeSize,
})

/** Few images want small steps, many want large ones; mirroring always helps a little. */
function figure({ images }: DataFeatures, rate: number, flip: boolean): number {
  const best = images > 500 ? -1.5 : -3.5
  return 0.9 - 0.15 * Math.abs(Math.log10(rate) - best) + (flip ? 0.03 : 0)
}

function runsOf(project: string, data: DataFeatures, count: number): (Omit<PastRun, 'relative'> & { value: number })[] {
  return Array.from({ length: count }, (_, index) => {
    const assignment = spreadPoint(space, 7, index)
    return { project, data, assignment, value: figure(data, Number(assignment.learningRate), assignment.horizontalFlip === true) }
  })
}
const past = relativeRuns([
  ...runsOf('a', aData(80, 0.1), 16),
  ...runsOf('b', aData(120, 0.2), 16),
  ...runsOf('c', aData(2_000, 0.1), 16),
  ...runsOf('d', aData(3_000, 0.3), 16),
])

test.each([
  ['few', aData(100, 0.15)],
  ['many', aData(2_500, 0.2)],
])('a project with %s images is advised what did best on data like it', (_, data) => {
  const advice = advise(past, data, space, 1)
  expect(advice).toMatchObject({ runs: 64, projects: 4 })
  if (!advice) return
  const { learningRate, horizontalFlip } = advice.assignment
  const reached = figure(data, Number(learningRate), horizontalFlip === true)
  const all = runsOf('e', data, 16).map(({ value }) => value)
  expect(reached).toBeGreaterThan(Math.max(...all) - 0.08)
  expect(advice.expected).toBeGreaterThan(advice.usual)
})

test('nothing is advised from few runs, from one project, or from another task', () => {
  expect(advise(past.slice(0, 8), aData(100, 0.1), space, 1)).toBeNull()
  expect(
    advise(
      past.filter(({ project }) => project === 'a'),
      aData(100, 0.1),
      space,
      1,
    ),
  ).toBeNull()
  expect(advise(past, { ...aData(100, 0.1), task: 'classification' }, space, 1)).toBeNull()
})

test('a figure counts as a share of the best of its project, whatever is easy or hard there', () => {
  const run = { data: aData(10, 0.1), assignment: {} }
  const relative = relativeRuns([
    { ...run, project: 'easy', value: 0.9 },
    { ...run, project: 'easy', value: 0.45 },
    { ...run, project: 'hard', value: 0.1 },
    { ...run, project: 'hopeless', value: 0 },
  ])
  expect(relative.map(({ project, relative: share }) => [project, share])).toEqual([
    ['easy', 1],
    ['easy', 0.5],
    ['hard', 1],
  ])
})
