import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readConfig } from '#server/config.ts'
import { createPredictors } from '#server/prelabel/predictors.ts'
import { aModel } from '../known-models.ts'

const LONG_MS = 120_000
const IMAGE = { assetId: 'ast_1', file: 'image.jpg', width: 4, height: 4 }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Predictors whose processes take as long for an answer as a test says; those that were ended answer nothing. */
function slowPredictors(takesMs: number) {
  const ended: string[] = []
  const predictors = createPredictors({
    config: readConfig({}),
    folderOf: async ({ version }) => `v${version}`,
    start: async ({ modelFolder }) => {
      let isEnded = false
      return {
        engine: 'none',
        labels: ['cat', 'dog'],
        predict: () => Promise.reject(new Error('Expected to be asked for answers')),
        answer: (images) =>
          new Promise((resolve, reject) =>
            setTimeout(
              () =>
                isEnded
                  ? reject(new Error('ended'))
                  : resolve(images.map(({ assetId }) => ({ assetId, width: 4, height: 4, predictions: [] }))),
              takesMs,
            ),
          ),
        imagesPerSecond: () => 0,
        dispose() {
          isEnded = true
          ended.push(modelFolder)
        },
      }
    },
  })
  const ask = (version: number) => predictors.predict(aModel({ version }), [IMAGE])
  return { ask, ended, close: predictors.close }
}

it('a model that takes long for its answer is not taken for one that nobody asks', async () => {
  const { ask, ended, close } = slowPredictors(LONG_MS)
  const answer = ask(1)
  await vi.advanceTimersByTimeAsync(LONG_MS)
  expect(await answer).toEqual([[]])
  expect(ended).toEqual([])
  await vi.advanceTimersByTimeAsync(LONG_MS)
  expect(ended).toEqual(['v1'])
  await close()
})

it('more models than are kept answer side by side, and the ones asked longest ago end after that', async () => {
  const { ask, ended, close } = slowPredictors(1000)
  const answers = Promise.all([1, 2, 3, 4, 5, 6].map(ask))
  await vi.advanceTimersByTimeAsync(1000)
  expect(await answers).toHaveLength(6)
  expect(ended).toEqual(['v1', 'v2'])
  await close()
})
