import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { architectureById } from '#server/ml/architectures/index.ts'
import { loadEngine } from '#server/ml/engines/index.ts'
import type { Tensor, Tensor4D, Tf } from '#server/ml/engines/tensor.ts'
import { predictingPass } from '#server/ml/networks/pass.ts'
import { initialWeights, splitWeights } from '#server/ml/networks/weights.ts'
import { graphBody } from '#server/ml/pretrained/graph-body.ts'
import { floatsFromHalves } from '#server/ml/pretrained/half-precision.ts'
import { readPretrainedGraph } from '#server/ml/pretrained/read-pretrained.ts'
import { pretrainedFolder } from '#server/store/installed-parts.mjs'

const folder = pretrainedFolder()
const missing = existsSync(join(folder, 'centernet.json')) ? '' : 'the pretrained network is not on this machine'
const SIDE_PX = 512
const FEATURES = 'tower_0/CenternetHead/mul'

type GraphLoader = { loadGraphModel(url: string): Promise<{ execute(x: Tensor, output: string): Tensor; dispose(): void }> }

it('reads 16-bit floats as what they mean', () => {
  const halves = Uint16Array.of(0x0000, 0x3c00, 0xc000, 0x3555, 0x0001, 0x7c00)
  const floats = [...floatsFromHalves(halves)]
  expect(floats.slice(0, 3)).toEqual([0, 1, -2])
  expect(floats[3]).toBeCloseTo(1 / 3, 3)
  expect(floats[4]).toBeCloseTo(2 ** -24, 10)
  expect(floats[5]).toBe(Number.POSITIVE_INFINITY)
})

it('computes what the published network computes', async (context) => {
  if (missing) return context.skip(missing)
  const engine = await loadEngine('auto')
  if (engine.id !== 'tensorflow') return context.skip('only the native engine loads the published file for comparison')
  const { tf } = engine
  const graph = await readPretrainedGraph(folder)
  const published = await (tf as Tf & GraphLoader).loadGraphModel(`file://${join(folder, 'centernet.json')}`)
  const images = tf.mul(tf.randomUniform([1, SIDE_PX, SIDE_PX, 3], 0, 1, 'float32', 1), 255) as Tensor4D
  const body = graphBody(graph, [FEATURES])
  const weights = new Map([...graph.weights.values()].map(({ name, shape, values }) => [name, tf.tensor(values, shape)]))
  const [mine] = tf.tidy(() => body.run(predictingPass(tf, weights), images))
  const wanted = published.execute(images, FEATURES)
  expect(mine?.shape).toEqual(wanted.shape)
  const furthest = tf.max(tf.abs(tf.sub(mine as Tensor, wanted))).dataSync()[0] as number
  const scale = tf.max(tf.abs(wanted)).dataSync()[0] as number
  expect(furthest / scale).toBeLessThan(1e-4)
})

it('says in cells what the published detector says in pixels', async (context) => {
  if (missing) return context.skip(missing)
  const engine = await loadEngine('auto')
  if (engine.id !== 'tensorflow') return context.skip('only the native engine loads the published file for comparison')
  const { tf } = engine
  const published = await (tf as Tf & GraphLoader).loadGraphModel(`file://${join(folder, 'centernet.json')}`)
  const network = architectureById('center-point-published').build({
    output: { bias: [] },
    graph: await readPretrainedGraph(folder),
  })
  const images = tf.mul(tf.randomUniform([1, SIDE_PX, SIDE_PX, 3], 0, 1, 'float32', 2), 255) as Tensor4D
  const weights = splitWeights(tf, network.weights, tf.tensor1d(initialWeights(network.weights, 0)))
  const output = tf.tidy(() => network.forward(predictingPass(tf, weights), images as Tensor) as Tensor4D)
  const [scores, logDistances] = tf.split(output, [80, 4], 3) as [Tensor4D, Tensor4D]
  // From the middle of a cell in cells -> from its corner in pixels; the logarithm knows nothing of what is hardly there.
  const pixels = tf.mul(tf.sub(tf.exp(logDistances), [0.5, 0.5, -0.5, -0.5]), 4)
  const wanted = published.execute(images, 'tower_0/wh')
  const isThere = tf.greater(wanted, 4)
  const furthest = (mine: Tensor, theirs: Tensor) => tf.max(tf.abs(tf.sub(mine, theirs))).dataSync()[0] as number
  expect(furthest(tf.sigmoid(scores), published.execute(images, 'tower_0/keypoints'))).toBeLessThan(1e-4)
  expect(furthest(tf.where(isThere, pixels, 0), tf.where(isThere, wanted, 0))).toBeLessThan(0.05)
})

const outputShapes = { 'center-point-pretrained': [2, 16, 24, 7], 'classifier-pretrained': [2, 7] }

for (const [id, shape] of Object.entries(outputShapes)) {
  it(`gives outputs of the shape that its task expects: ${id}`, async (context) => {
    if (missing) return context.skip(missing)
    const { tf } = await loadEngine('wasm')
    const graph = await readPretrainedGraph(folder)
    const network = architectureById(id).build({ output: { bias: new Array<number>(7).fill(0) }, graph })
    const values = initialWeights(network.weights, 1)
    const output = tf.tidy(() => {
      const weights = splitWeights(tf, network.weights, tf.tensor1d(values))
      return network.forward(predictingPass(tf, weights), tf.zeros([2, 64, 96, 3]) as Tensor4D)
    })
    expect(output.shape).toEqual(shape)
  })
}
