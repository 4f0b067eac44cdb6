import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as plain from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import { architectures } from '#server/ml/architectures/index.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import type { PixelRange } from '#server/ml/images/warp.ts'
import { engineRunner } from '#server/ml/models/engine-runner.ts'
import type { LearnedNetwork } from '#server/ml/models/network-of-model.ts'
import { tfjsOfNetwork } from '#server/ml/models/tensorflow-js/tfjs-of-network.ts'
import { networkOfEveryOperation } from './every-operation.ts'
import { furthest, TOLERANCE } from './furthest.ts'
import { missingFor, randomImages, randomNetwork } from './random-network.ts'

const size = { width: 96, height: 64 }
const BATCH = 2

const AS_BYTES = { scale: 1, shift: 0 }
const LIMIT_MS = 60_000

it('computes in plain TensorFlow.js what the training engine computes: every operation there is', { timeout: LIMIT_MS }, () =>
  expectTheSame(networkOfEveryOperation(), AS_BYTES),
)

for (const architecture of Object.values(architectures)) {
  it(`computes in plain TensorFlow.js what the training engine computes: ${architecture.id}`, {
    timeout: LIMIT_MS,
  }, async (context) => {
    const missing = missingFor(architecture.id)
    if (missing) return context.skip(missing)
    await expectTheSame(await randomNetwork(architecture.id, 2), architecture.pixels)
  })
}

async function expectTheSame(learned: LearnedNetwork, range: PixelRange): Promise<void> {
  const images = randomImages(BATCH, size, 3)

  const engine = await loadEngine('auto')
  const trained = engineRunner(engine, { learned, size, range: range })
  const wanted = await trained.run(images)
  trained.dispose()

  const files: Record<string, string | Buffer> = tfjsOfNetwork(learned, size, range)
  const http = createServer(({ url = '' }, response) => response.end(files[url.slice(1)])).listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}/model.json`
  await plain.setBackend('cpu')
  // As in a page, by its address.
  const model = await plain.loadGraphModel(plain.io.http(address, { fetchFunc: fetch }))
  http.closeAllConnections()
  http.close()
  const bytes = images.flatMap((image) => [...image])
  const found = model.predict(plain.tensor4d(bytes, [BATCH, size.height, size.width, 3], 'int32')) as plain.Tensor
  expect(found.shape[0]).toBe(BATCH)
  expect(found.size).toBe(wanted.values.length)
  expect(furthest(await found.data(), wanted.values)).toBeLessThan(TOLERANCE)
  model.dispose()
  await plain.setBackend(engine.id)
}
