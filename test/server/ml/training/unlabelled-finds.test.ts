import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadEngine } from '#server/ml/engines/index.ts'
import { detection } from '#server/ml/tasks/detection/index.ts'
import type { LabelledObject } from '#server/ml/tasks/task.ts'
import { keepFinds, keptFinds, unlabelledFinds } from '#server/ml/training/unlabelled-finds.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { boxed } from '../labelled-objects.ts'

const LABELLED = boxed(0, { x: 0.1, y: 0.1, width: 0.2, height: 0.2 })
const OVERLOOKED = boxed(0, { x: 0.6, y: 0.6, width: 0.25, height: 0.25 })

describe('what a model finds without a label', () => {
  it('is what it is sure of and nobody has labelled', () => {
    const predictions = [
      { ...boxed(0, { x: 0.11, y: 0.1, width: 0.2, height: 0.2 }), score: 0.9 },
      { ...OVERLOOKED, score: 0.8 },
      { ...boxed(0, { x: 0.4, y: 0.1, width: 0.1, height: 0.1 }), score: 0.2 },
    ]
    expect(unlabelledFinds(predictions, [LABELLED])).toEqual([{ ...OVERLOOKED, weight: 0 }])
  })

  it('costs nothing to find and nothing to overlook', async () => {
    const { tf } = await loadEngine('wasm')
    const [grid, labels] = [{ width: 16, height: 16 }, [plainLabel('cell')]]
    const lossOf = (objects: LabelledObject[], scoreThere: number) =>
      tf.tidy(() => {
        const output = new Float32Array(grid.width * grid.height * 5).fill(-6)
        output[(11 * grid.width + 11) * 5] = scoreThere
        const targets = detection.targets(tf, [objects], grid, labels)
        return detection.loss(tf, tf.tensor(output, [1, grid.height, grid.width, 5]), targets, labels).dataSync()[0] as number
      })
    const doubtful = { ...OVERLOOKED, weight: 0 }
    expect(lossOf([LABELLED, doubtful], 5)).toBeCloseTo(lossOf([LABELLED, doubtful], -6), 4)
    expect(lossOf([LABELLED], 5)).toBeGreaterThan(lossOf([LABELLED], -6) + 1)
  })
})

describe('the finds of a run', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labelloop-finds-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('are kept for a resumed run, and are nothing to another', async () => {
    expect(await keptFinds(folder, 'run-a')).toBeNull()
    await keepFinds(folder, 'run-a', [[{ ...OVERLOOKED, weight: 0 }], []])
    expect(await keptFinds(folder, 'run-a')).toEqual([[{ ...OVERLOOKED, weight: 0 }], []])
    expect(await keptFinds(folder, 'run-b')).toBeNull()
  })
})
