import { describe, expect, it } from 'vitest'
import { functionTable } from '#server/supervision/function-table.ts'
import { majorityVote } from '#server/supervision/label-models/majority-vote.ts'
import { problemsOf } from '#server/supervision/problems.ts'
import { operationsFor } from '#server/supervision/suggest.ts'
import type { AnnotationId, AssetId } from '#shared/domain/ids.ts'
import type { Vote } from '#shared/domain/labeling-function.ts'
import { wilsonInterval } from '#shared/wilson-interval.ts'
import { anAnnotation } from '../../support/builders.ts'

const on = (shape: string | null, label: string, against = false): Vote => ({ on: shape as AnnotationId | null, label, against })
const row = (id: string, said: Record<string, Vote[]>) => ({
  _id: id as AssetId,
  said: Object.entries(said).map(([name, votes]) => ({ name, digest: '', votes })),
})
const FUNCTIONS = ['a', 'b', 'c']
const LABELS = ['cat', 'dog']

describe('votes on proposed shapes', () => {
  const rows = [
    row('one', { a: [on('x', 'cat'), on('y', 'dog')], b: [on('x', 'dog'), on('y', 'dog', true)] }),
    row('two', { c: [on('z', 'gone')], a: [] }),
  ]
  const [problem] = problemsOf('shapes', rows, FUNCTIONS, LABELS)

  it('are one problem among the labels and "no such thing"; labels that are gone are no votes', () => {
    expect(problem?.items.map((item) => item.on)).toEqual(['x', 'y'])
    expect([...(problem?.votes.said ?? [])]).toEqual([0, 1, -1, 1, 2, -1])
  })

  it('are counted in the table of functions, rejections by their name', () => {
    const [a, b, c] = functionTable(
      [problem as never],
      [majorityVote((problem as never as { votes: never }).votes)],
      4,
      () => null,
    )
    expect(a).toMatchObject({ polarity: ['cat', 'dog'], coverage: 0.5, overlaps: 0.5, conflicts: 0.5, accuracy: null })
    expect(b).toMatchObject({ polarity: ['dog', 'reject'] })
    expect(c).toMatchObject({ polarity: [], coverage: 0, believed: null })
  })
})

describe('votes on tags', () => {
  const rows = [row('one', { a: [on(null, 'cat'), on(null, 'dog', true)], b: [on(null, 'cat', true)] })]

  it('are a problem for every label: there, or not', () => {
    const [cat, dog] = problemsOf('tags', rows, FUNCTIONS, LABELS)
    expect([...(cat?.votes.said ?? [])]).toEqual([1, 0, -1])
    expect([...(dog?.votes.said ?? [])]).toEqual([0, -1, -1])
  })
})

describe('suggestions', () => {
  const shape = { kind: 'box', x: 10, y: 20, width: 30, height: 40 } as const
  const proposed = anAnnotation({ status: 'suggested', origin: { type: 'model', version: 3, score: 0.8, label: 'cat', shape } })
  const answer = { on: proposed.id, label: 'cat', against: false, probability: 0.9 }

  it('leave a proposed shape that the functions call the same as it is', () => {
    expect(operationsFor(1, [proposed], [answer])).toEqual({ operations: [], standing: 0 })
  })

  it('take away a proposed shape that they reject, and propose anew one that they call otherwise', () => {
    expect(operationsFor(1, [proposed], [{ ...answer, label: '', against: true }]).operations).toMatchObject([
      { type: 'update', annotationId: proposed.id, patch: { status: 'deleted' } },
    ])
    const renamed = operationsFor(1, [proposed], [{ ...answer, label: 'dog' }])
    expect(renamed).toMatchObject({
      standing: 1,
      operations: [
        { type: 'update', patch: { status: 'deleted' } },
        { type: 'create', label: 'dog', shape, origin: { type: 'functions', version: 1, score: 0.9, label: 'dog' } },
      ],
    })
  })

  it('say nothing of a whole image on which a model has spoken', () => {
    const whole = anAnnotation({ status: 'suggested', shape: { kind: 'whole' }, origin: proposed.origin })
    expect(operationsFor(1, [whole], [{ ...answer, on: null, label: 'dog' }]).operations).toEqual([])
  })
})

describe('an interval of a share', () => {
  it('is Wilson’s, and none without a trial', () => {
    // Ten of fifty: worked by hand from the formula of 1927.
    expect(wilsonInterval(10, 50)?.low).toBeCloseTo(0.112438, 5)
    expect(wilsonInterval(10, 50)?.high).toBeCloseTo(0.330373, 5)
    expect(wilsonInterval(0, 0)).toBeNull()
  })
})
