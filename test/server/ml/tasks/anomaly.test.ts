import { describe, expect, it } from 'vitest'
import { farthestFirst } from '#server/ml/architectures/farthest-first.ts'
import { fitPatchMemory } from '#server/ml/architectures/fit-patch-memory.ts'
import { anomaly } from '#server/ml/tasks/anomaly/index.ts'
import { CALIBRATION_CHANNELS, MEMORY_SIZE } from '#shared/decoding/anomaly/channels.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { createRandom } from '#shared/random.ts'
import { whole } from '../labelled-objects.ts'

const grid = { width: 10, height: 10 }
const labels = ['scratch', 'good', 'dent'].map(plainLabel)
const CHANNELS = 1 + MEMORY_SIZE + CALIBRATION_CHANNELS

/** An output in which every cell is as far from what is remembered as it is told. */
function output(distanceOf: (cell: number) => number, usual = { mean: 2, deviation: 0.5 }): Float32Array {
  const values = new Float32Array(grid.width * grid.height * CHANNELS)
  for (let cell = 0; cell < grid.width * grid.height; cell++) {
    const at = cell * CHANNELS
    values[at] = 10
    values.fill(1000, at + 1, at + 1 + MEMORY_SIZE)
    values[at + 7] = distanceOf(cell) ** 2 - 10
    values.set([usual.mean, usual.deviation], at + 1 + MEMORY_SIZE)
  }
  return values
}
const badness = (distanceOf: (cell: number) => number) =>
  anomaly.decode(output(distanceOf), grid, labels).find(({ label }) => label === 0)?.score ?? Number.NaN

describe('anomalies', () => {
  it('are half likely three standard deviations beyond what is usual for good images', () => {
    expect(badness(() => 2)).toBeCloseTo(1 / (1 + Math.exp(3)), 5)
    expect(badness(() => 3.5)).toBeCloseTo(0.5, 5)
    expect(badness(() => 9)).toBeGreaterThan(0.99)
  })

  it('are seen in a few cells of an image that is good elsewhere', () => {
    expect(badness((cell) => (cell < 3 ? 9 : 2))).toBeGreaterThan(0.99)
  })

  it('are claimed for the first label that is not the one of good images, which gets the rest', () => {
    const predictions = anomaly.decode(
      output(() => 9),
      grid,
      labels,
    )
    expect(predictions.map(({ label, shape }) => [label, shape.kind])).toEqual([
      [0, 'whole'],
      [1, 'whole'],
    ])
    expect((predictions[0]?.score ?? 0) + (predictions[1]?.score ?? 0)).toBeCloseTo(1, 9)
  })

  it('are learned about from images that are good and nothing else', () => {
    const isExample = (...of: number[]) => anomaly.isExample?.(of.map(whole), labels)
    expect([isExample(1), isExample(0), isExample(1, 0), isExample()]).toEqual([true, false, false, false])
  })
})

describe('what is remembered', () => {
  it('is spread out: clusters of different size get one place each before any gets a second', () => {
    const random = createRandom(1)
    const centres = [0, 0, 0, 0, 0, 0, 0, 0, 10, 20]
    const values = Float32Array.from(centres.flatMap((centre) => [centre + random.next() * 0.1, random.next() * 0.1]))
    const chosen = farthestFirst(values, 2, 3, 5).map((place) => centres[place])
    expect(chosen.sort((a = 0, b = 0) => a - b)).toEqual([0, 10, 20])
    expect(farthestFirst(values, 2, 100, 5)).toHaveLength(centres.length)
  })

  it('says of good images what is usual without asking them about themselves', () => {
    const random = createRandom(2)
    const cells = 36
    const image = () => ({
      values: Float32Array.from({ length: cells * 4 }, (_, at) => random.normal() * (1 + (at % 4))),
      grid: { width: 6, height: 6 },
      channels: 4,
    })
    const weights = fitPatchMemory([image(), image(), image()], [], 3)
    const [mean = 0, deviation = 0] = weights.get('calibration/bias') ?? []
    expect(mean).toBeGreaterThan(0)
    expect(deviation).toBeGreaterThan(0)
    // Each channel in its own standard deviations, whatever it was measured in.
    const scales = [...(weights.get('standard/filter') ?? [])]
    scales.forEach((scale, channel) => {
      expect(scale * (channel + 1)).toBeGreaterThan(0.7)
      expect(scale * (channel + 1)).toBeLessThan(1.4)
    })
    expect(weights.get('memory/bias')).toHaveLength(MEMORY_SIZE)
  })
})
