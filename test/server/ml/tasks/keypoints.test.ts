import { beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '#server/ml/engines/engine.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import { mirrorObjects } from '#server/ml/images/mirror-objects.ts'
import { placeObjects } from '#server/ml/images/place-objects.ts'
import { keypoints } from '#server/ml/tasks/keypoints/index.ts'
import { mirrorOrder } from '#server/ml/tasks/keypoints/mirror-order.ts'
import type { LabelledObject } from '#server/ml/tasks/task.ts'
import { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { LearnedShape } from '#shared/decoding/prediction.ts'

const grid = { width: 24, height: 16 }
const labels = [
  LearnedLabel.parse({ name: 'mouse', keypoints: ['snout', 'leftear', 'rightear'] }),
  LearnedLabel.parse({ name: 'ball', keypoints: ['top', 'bottom'] }),
]
const skeleton = (label: number, flat: number[]): LabelledObject => ({
  label,
  shape: { kind: 'skeleton', keypoints: flat },
  value: null,
})
const flatOf = (shape: LearnedShape | undefined) => (shape?.kind === 'skeleton' ? shape.keypoints : [])
const mouse = skeleton(0, [0.2, 0.3, 2, 0.31, 0.42, 2, 0.36, 0.23, 2])
const ball = skeleton(1, [0.7, 0.5, 2, 0.72, 0.8, 2])

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm')
})

/** What a network would answer that has learned these objects by heart. */
function learned(objects: LabelledObject[]): Float32Array {
  const { tf } = engine
  const channels = keypoints.outputBias(labels).length
  const [heat, offsets, , centres, sides] = keypoints.targets(tf, [objects], grid, labels).map((one) => one.dataSync())
  const output = new Float32Array(grid.width * grid.height * channels)
  const logit = (share: number) => Math.log(Math.max(1e-6, share) / Math.max(1e-6, 1 - share))
  for (let cell = 0; cell < grid.width * grid.height; cell++) {
    const part = (values: ArrayLike<number> | undefined, count: number, as = (value: number) => value) =>
      Array.from({ length: count }, (_, at) => as(values?.[cell * count + at] as number))
    output.set([...part(centres, 2, logit), ...part(sides, 4), ...part(heat, 5, logit), ...part(offsets, 10)], cell * channels)
  }
  return output
}

describe('keypoints', () => {
  it('finds again, between the cells of its grid, what it was taught', () => {
    const found = keypoints.decode(learned([mouse, ball]), grid, labels)
    for (const { label, shape } of [mouse, ball]) {
      const best = found.find((prediction) => prediction.label === label)
      expect(best?.score).toBeGreaterThan(0.7)
      flatOf(best?.shape).forEach((value, at) => {
        expect(value).toBeCloseTo(flatOf(shape)[at] as number, 2)
      })
    }
  })

  it('gives each of two objects beside each other its own keypoints', () => {
    const [left, right] = [skeleton(1, [0.3, 0.3, 2, 0.3, 0.7, 2]), skeleton(1, [0.5, 0.7, 2, 0.5, 0.3, 2])]
    const found = keypoints.decode(learned([left, right]), grid, labels).slice(0, 2)
    const tops = found.map(({ shape }) => flatOf(shape).slice(0, 2)).sort(([a = 0], [b = 0]) => a - b)
    expect(tops).toEqual([
      [expect.closeTo(0.3, 1), expect.closeTo(0.3, 1)],
      [expect.closeTo(0.5, 1), expect.closeTo(0.7, 1)],
    ])
  })

  it('learns nothing from an absent keypoint', () => {
    const { tf } = engine
    const part = skeleton(0, [0.2, 0.3, 2, 0, 0, 0, 0.36, 0.23, 1])
    const [heat, , weight] = keypoints.targets(tf, [[part]], grid, labels).map((one) => one.dataSync())
    const sums = [0, 1, 2].map((joint) =>
      Array.from(heat ?? []).reduce((sum, value, at) => sum + (at % 5 === joint ? value : 0), 0),
    )
    expect(sums.map((sum) => sum > 0)).toEqual([true, false, true])
    expect(Array.from(weight ?? []).filter((value, at) => Math.floor((at % 10) / 2) === 1 && value > 0)).toHaveLength(0)
  })

  it('loses less the nearer the answer is', () => {
    const { tf } = engine
    const lossOf = (output: Float32Array) =>
      tf.tidy(() => {
        const targets = keypoints.targets(tf, [[mouse]], grid, labels)
        const answer = tf.tensor(output, [1, grid.height, grid.width, output.length / (grid.width * grid.height)])
        return keypoints.loss(tf, answer, targets, labels).dataSync()[0] as number
      })
    const shifted = { ...mouse, shape: { kind: 'skeleton' as const, keypoints: [0.25, 0.3, 2, 0.31, 0.42, 2, 0.36, 0.23, 2] } }
    expect(lossOf(learned([mouse]))).toBeLessThan(lossOf(learned([shifted])))
    expect(lossOf(learned([shifted]))).toBeLessThan(lossOf(learned([])))
  })

  it('cannot be learned without a skeleton, and says what to do', () => {
    expect(() => keypoints.outputBias([LearnedLabel.parse({ name: 'mouse' })])).toThrow('give one its keypoints in the settings')
  })

  it('takes a skeleton for found by how similar it is', () => {
    const said = [{ ...mouse, score: 0.9 }]
    expect(keypoints.measure([said], [[mouse]], labels).metric).toBe(1)
    const off = skeleton(0, [0.9, 0.9, 2, 0.9, 0.9, 2, 0.9, 0.9, 2])
    expect(keypoints.measure([[{ ...off, score: 0.9 }]], [[mouse]], labels).metric).toBe(0)
  })
})

describe('a mirror', () => {
  it.each([
    [
      ['snout', 'leftear', 'rightear', 'tailbase'],
      [0, 2, 1, 3],
    ],
    [
      ['L_Knee', 'R_Knee', 'collar'],
      [1, 0, 2],
    ],
    [
      ['Left hip', 'nose'],
      [0, 1],
    ],
  ])('exchanges left and right by name: %s', (names, order) => {
    expect(mirrorOrder(names)).toEqual(order)
  })

  it('makes a left ear the right one, and a half turn does not', () => {
    const orders = [mirrorOrder(labels[0]?.keypoints ?? [])]
    const mirror = { xx: -1, xy: 0, x0: 1, yx: 0, yy: 1, y0: 0 }
    const placed = mirrorObjects(placeObjects([mouse], mirror), mirror, orders)
    expect(flatOf(placed[0]?.shape)).toEqual([0.8, 0.3, 2, 0.64, 0.23, 2, 0.69, 0.42, 2].map((n) => expect.closeTo(n, 9)))
    const turn = { xx: -1, xy: 0, x0: 1, yx: 0, yy: -1, y0: 1 }
    const turned = mirrorObjects(placeObjects([mouse], turn), turn, orders)
    expect(flatOf(turned[0]?.shape)).toEqual([0.8, 0.7, 2, 0.69, 0.58, 2, 0.64, 0.77, 2].map((n) => expect.closeTo(n, 9)))
  })
})
