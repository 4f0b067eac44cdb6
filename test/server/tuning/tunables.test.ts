import { describe, expect, it } from 'vitest'
import { trainingParameters } from '#server/ml/training/parameters.ts'
import { checkRequest } from '#server/tuning/check-request.ts'
import { NOT_SEARCHED, tunablesFor } from '#server/tuning/tunables.ts'
import { MOST_PARAMETERS, SearchSpace, StudyRequest } from '#shared/domain/study.ts'
import { TaskId } from '#shared/tasks/index.ts'

describe.each(TaskId.options)('what a study of %s can search', (task) => {
  const tunables = tunablesFor(task)

  it('is accepted by a training at both ends of every proposed range', () => {
    for (const { parameter } of tunables) {
      const request = StudyRequest.parse({ space: [parameter], budget: { runs: 1 } })
      expect(() => checkRequest(request, task), parameter.name).not.toThrow()
      if (!('low' in parameter)) continue
      for (const value of [parameter.low, parameter.high])
        expect(trainingParameters.safeParse({ [parameter.name]: value }).success, `${parameter.name} ${value}`).toBe(true)
    }
  })

  it('is every parameter of a training but those that would keep runs from comparing, and something to begin with', () => {
    const named = tunables.map(({ parameter }) => parameter.name).filter((name) => name !== 'architecture')
    expect([...named, ...NOT_SEARCHED].sort()).toEqual(Object.keys(trainingParameters.shape).sort())
    const recommended = tunables.filter((tunable) => tunable.recommended).map(({ parameter }) => parameter)
    expect(SearchSpace.safeParse(recommended).success).toBe(true)
  })
})

it('a study may search as many parameters as there are dimensions, but for a grid of more points than anybody tries', () => {
  const space = tunablesFor('detection')
    .map(({ parameter }) => parameter)
    .filter((parameter) => 'low' in parameter)
    .slice(0, MOST_PARAMETERS)
  expect(space).toHaveLength(MOST_PARAMETERS)
  const request = (method: string, parameters = space) => StudyRequest.parse({ space: parameters, method, budget: { runs: 1 } })
  expect(() => checkRequest(request('random'), 'detection')).not.toThrow()
  expect(() => checkRequest(request('grid'), 'detection')).toThrow(/a grid of at most/)
  expect(() => checkRequest(request('grid', space.slice(0, 8)), 'detection')).not.toThrow()
})

describe('a condition of a parameter', () => {
  const network = { type: 'choice', name: 'architecture', choices: ['a', 'b'] } as const
  const depends = (when: { name: string; values: string[] }) =>
    ({ type: 'float', name: 'headFirst', low: 0, high: 1, when }) as const

  it('names a choice further up and one of its values', () => {
    expect(SearchSpace.safeParse([network, depends({ name: 'architecture', values: ['b'] })]).success).toBe(true)
    expect(SearchSpace.safeParse([depends({ name: 'architecture', values: ['b'] }), network]).success).toBe(false)
    expect(SearchSpace.safeParse([network, depends({ name: 'architecture', values: ['c'] })]).success).toBe(false)
    expect(SearchSpace.safeParse([network, depends({ name: 'nothing', values: ['b'] })]).success).toBe(false)
  })

  it('is refused with everything else that cannot be searched', () => {
    const range = { type: 'float', name: 'learningRate', low: 1, high: 0 } as const
    expect(SearchSpace.safeParse([range]).success).toBe(false)
    expect(SearchSpace.safeParse([{ ...range, low: 0, high: 1, scale: 'log' }]).success).toBe(false)
    expect(SearchSpace.safeParse([network, network]).success).toBe(false)
    expect(SearchSpace.safeParse([]).success).toBe(false)
  })
})
