import { expect, test } from 'vitest'
import { bestSoFar, FIGURE_AXIS, linesOf, moveEnd, setStretch } from '#client/components/studies/parallel-lines.ts'
import { draftOf, firstPoints, isSearchable, spaceOf } from '#client/components/studies/space-draft.ts'
import { type Assignment, SearchSpace } from '#shared/domain/study.ts'
import type { TrialRun } from '#shared/routes/studies.ts'
import { aTrial } from '../../../server/tuning/a-study.ts'

const space = SearchSpace.parse([
  { type: 'float', name: 'learningRate', low: 1e-4, high: 1e-2, scale: 'log' },
  { type: 'choice', name: 'architecture', choices: ['small', 'wide'] },
  { type: 'float', name: 'headFirst', low: 0, high: 1, when: { name: 'architecture', values: ['wide'] } },
])

const shown = (number: number, assignment: Assignment, value: number | null): TrialRun => ({
  ...aTrial({ number, assignment, reached: value === null ? [] : [{ share: 1, value, seconds: 1 }] }, { finishedAt: number }),
  sparkline: [],
})
const runs = [
  shown(1, { learningRate: 1e-3, architecture: 'small' }, 0.5),
  shown(2, { learningRate: 1e-2, architecture: 'wide', headFirst: 0.25 }, 0.9),
  shown(3, { learningRate: 1e-4, architecture: 'small' }, 0.6),
  shown(4, { learningRate: 1e-4, architecture: 'small' }, null),
]
const numbers = (lines: ReturnType<typeof linesOf>) => lines.flatMap(({ run, shown: passes }) => (passes ? [run.number] : []))

test('runs with a figure are lines at the height of their values, the best drawn last', () => {
  const lines = linesOf(runs, space, {})
  expect(lines.map(({ run }) => run.number)).toEqual([1, 3, 2])
  expect(lines[0]?.at.map((at) => at && Number(at.toFixed(6)))).toEqual([0.5, 0.25, null, 0])
  expect(lines[2]?.at).toEqual([1, 0.75, 0.25, 1])
})

test('of a loss the lowest is the best: at the bottom of its axis, drawn last and strongest', () => {
  const lines = linesOf(runs, space, {}, true)
  expect(lines.map(({ run, rank, at }) => [run.number, rank.toFixed(2), at.at(-1)?.toFixed(2)])).toEqual([
    [2, '0.00', '1.00'],
    [3, '0.75', '0.25'],
    [1, '1.00', '0.00'],
  ])
})

test('a brush leaves only what passes through it; what is not in force passes through no stretch', () => {
  expect(numbers(linesOf(runs, space, { learningRate: { from: 0.4, to: 1 } }))).toEqual([1, 2])
  expect(numbers(linesOf(runs, space, { headFirst: { from: 0, to: 0.9 } }))).toEqual([2])
  expect(numbers(linesOf(runs, space, { [FIGURE_AXIS]: { from: 0, to: 0.5 } }))).toEqual([1, 3])
})

test('the ends of a stretch never cross, and a stretch over the whole axis, or a click, is none', () => {
  const brush = setStretch({}, 'a', { from: 0.8, to: 0.2 })
  expect(brush).toEqual({ a: { from: 0.2, to: 0.8 } })
  expect(moveEnd(brush, 'a', 'from', 0.5)).toEqual({ a: { from: 0.5, to: 0.8 } })
  expect(moveEnd(moveEnd(brush, 'a', 'from', -1), 'a', 'to', 2)).toEqual({})
  expect(setStretch(brush, 'a', { from: 0.5, to: 0.505 })).toEqual({})
})

test('the best so far never falls, in the order in which runs ended', () => {
  expect(bestSoFar(runs)).toEqual({ runs: [1, 2, 3], figures: [0.5, 0.9, 0.6], best: [0.5, 0.9, 0.9] })
})

test('a study can be asked for once every chosen range has a low end below its high one', () => {
  const draft = draftOf(space.map((parameter, place) => ({ parameter, title: '', sentence: '', recommended: place === 0 })))
  expect(spaceOf(draft)).toEqual([space[0]])
  expect(isSearchable(draft)).toBe(true)
  const [rate, network, ...rest] = draft
  if (!rate || !network) throw new Error('Expected two parameters')
  expect(isSearchable([{ ...rate, low: 0 }, network, ...rest])).toBe(false)
  expect(isSearchable([{ ...rate, low: 0.1, high: 0.01 }, network, ...rest])).toBe(false)
  expect(isSearchable([rate, { ...network, chosen: true, values: ['small'] }, ...rest])).toBe(false)
  expect(isSearchable([{ ...rate, chosen: false }, network, ...rest])).toBe(false)
})

test('advice is tried first where it has a value inside every range that is searched', () => {
  const [rate, network] = space
  if (!rate || !network) throw new Error('Expected two parameters')
  const advised = { learningRate: 2e-3, architecture: 'wide', brightness: 0.1 }
  expect(firstPoints([rate, network], advised)).toEqual([{ learningRate: 2e-3, architecture: 'wide' }])
  expect(firstPoints([rate], { learningRate: 0.5 })).toEqual([])
  expect(firstPoints([rate, network], { learningRate: 2e-3 })).toEqual([])
})
