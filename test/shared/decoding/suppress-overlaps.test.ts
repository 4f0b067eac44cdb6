import { expect, it } from 'vitest'
import { boxIou } from '#shared/decoding/box-iou.ts'
import type { Prediction } from '#shared/decoding/prediction.ts'
import { suppressOverlaps } from '#shared/decoding/suppress-overlaps.ts'

it('keeps one box of several on the same object, and boxes of other labels beside it', () => {
  const crowd = [boxAt(0, 0.1, 0.8), boxAt(0, 0.11, 0.9), boxAt(1, 0.1, 0.5), boxAt(0, 0.6, 0.4)]
  const kept = (most: number) => suppressOverlaps(crowd, { overlap: boxIou, from: 0.5, most })
  expect(kept(10).map(({ label, score }) => [label, score])).toEqual([
    [0, 0.9],
    [1, 0.5],
    [0, 0.4],
  ])
  expect(kept(1)).toHaveLength(1)
})

function boxAt(label: number, x: number, score: number): Prediction {
  return { label, score, shape: { kind: 'box', x, y: 0.1, width: 0.2, height: 0.2 }, value: null }
}
