import { expect, it } from 'vitest'
import { stepsThatCount } from '#server/store/run-curve.ts'
import type { CurvePoint } from '#shared/domain/training.ts'

const loss = (step: number, value: number): CurvePoint => ({ step, epoch: step, seconds: step, loss: value })
const validation = (step: number, value: number): CurvePoint => ({ step, epoch: step, seconds: step, validation: value })

it('a curve leaves out what its run went back behind', () => {
  const before = [loss(2, 5), loss(8, 4), validation(8, 0.2), loss(12, 90), validation(12, 0), loss(14, 120)]
  const after = [loss(9, 3), loss(13, 2), validation(13, 0.5)]
  expect(stepsThatCount([...before, ...after])).toEqual([loss(2, 5), loss(8, 4), validation(8, 0.2), ...after])
})

it('a curve of a run that began again is that of its last beginning', () => {
  expect(stepsThatCount([loss(1, 5), loss(7, 90), validation(7, 0), loss(1, 5), loss(6, 3)])).toEqual([loss(1, 5), loss(6, 3)])
})

it('of a step that was measured twice the later figures hold', () => {
  const points = [loss(5, 4), validation(5, 0.3), loss(5, 3.9), validation(5, 0.31)]
  expect(stepsThatCount(points)).toEqual([loss(5, 3.9), validation(5, 0.31)])
})
