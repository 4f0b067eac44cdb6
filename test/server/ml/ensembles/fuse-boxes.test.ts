import { expect, test } from 'vitest'
import { type BoxPrediction, fuseBoxes } from '#server/ml/ensembles/fuse-boxes.ts'
import vectors from './fixtures/weighted-boxes.json' with { type: 'json' }

/** x1, y1, x2, y2 */
type Corners = readonly number[]

/** Boxes drawn with a seed and fused by the package ensemble-boxes 1.0.9 (the paper's own code), which computes in 32 bits. */
const cases = vectors as readonly {
  weights: number[] | null
  boxes: number[][][]
  scores: number[][]
  labels: number[][]
  fused: { boxes: number[][]; scores: number[]; labels: number[] }
}[]

const predictionOf = ([x1 = 0, y1 = 0, x2 = 0, y2 = 0]: Corners, score: number, label: number): BoxPrediction => ({
  label: String(label),
  score,
  value: null,
  shape: { kind: 'box', x: x1, y: y1, width: x2 - x1, height: y2 - y1 },
})

test.each(cases.map((one, place) => ({ ...one, place })))(
  'case $place is fused as the paper’s code does',
  ({ weights, boxes, scores, labels, fused }) => {
    const voices = boxes.map((seen, model) => ({
      weight: weights?.[model] ?? 1,
      predictions: seen.map((corners, place) => predictionOf(corners, scores[model]?.[place] ?? 0, labels[model]?.[place] ?? 0)),
    }))
    const found = fuseBoxes(voices)
    expect(found.map(({ label }) => label)).toEqual(fused.labels.map(String))
    found.forEach(({ score, shape }, place) => {
      expect(score).toBeCloseTo(fused.scores[place] ?? 0, 6)
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = fused.boxes[place] ?? []
      for (const [mine, theirs] of [
        [shape.x, x1],
        [shape.y, y1],
        [shape.x + shape.width, x2],
        [shape.y + shape.height, y2],
      ] as const)
        expect(mine).toBeCloseTo(theirs, 6)
    })
  },
)

test('what only one of three models sees is believed a third', () => {
  const lone = predictionOf([0.1, 0.1, 0.3, 0.3], 0.9, 0)
  const nobody = { weight: 1, predictions: [] }
  expect(fuseBoxes([{ weight: 1, predictions: [lone] }, nobody, nobody])).toEqual([{ ...lone, score: expect.closeTo(0.3) }])
})
