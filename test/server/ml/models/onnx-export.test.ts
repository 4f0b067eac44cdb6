import { expect, it } from 'vitest'
import { architectures } from '#server/ml/architectures/index.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import type { PixelRange } from '#server/ml/images/warp.ts'
import { engineRunner } from '#server/ml/models/engine-runner.ts'
import type { LearnedNetwork } from '#server/ml/models/network-of-model.ts'
import { onnxOfNetwork } from '#server/ml/models/onnx/onnx-of-network.ts'
import { onnxRunner } from '#server/ml/models/onnx/onnx-runner.ts'
import { networkOfEveryOperation } from './every-operation.ts'
import { furthest, TOLERANCE } from './furthest.ts'
import { missingFor, randomImages, randomNetwork } from './random-network.ts'

const sizes = [
  { width: 96, height: 64 },
  { width: 160, height: 96 },
]

const AS_BYTES = { scale: 1, shift: 0 }

it('computes in onnxruntime what the training engine computes: every operation there is', { timeout: 60_000 }, () =>
  expectTheSame(networkOfEveryOperation(), AS_BYTES),
)

for (const architecture of Object.values(architectures)) {
  it(`computes in onnxruntime what the training engine computes: ${architecture.id}`, { timeout: 60_000 }, async (context) => {
    const missing = missingFor(architecture.id)
    if (missing) return context.skip(missing)
    await expectTheSame(await randomNetwork(architecture.id, 1), architecture.pixels)
  })
}

async function expectTheSame(learned: LearnedNetwork, range: PixelRange): Promise<void> {
  const engine = await loadEngine('auto')
  for (const size of sizes) {
    const { runner: exported } = await onnxRunner(onnxOfNetwork(learned, size, range), size)
    const trained = engineRunner(engine, { learned, size, range })
    for (const count of [1, 3]) {
      const images = randomImages(count, size, count)
      const [found, wanted] = [await exported.run(images), await trained.run(images)]
      expect(found.grid).toEqual(wanted.grid)
      expect(found.values.length).toBe(wanted.values.length)
      expect(furthest(found.values, wanted.values)).toBeLessThan(TOLERANCE)
    }
    exported.dispose()
    trained.dispose()
  }
}
