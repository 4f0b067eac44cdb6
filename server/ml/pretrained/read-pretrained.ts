import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NamedArray } from '../networks/fold-normalization.ts'
import { sizeOf } from '../networks/weights.ts'
import { floatsFromHalves } from './half-precision.ts'
import type { PretrainedGraph } from './pretrained-graph.ts'
import { type PublishedNode, simplifyGraph } from './simplify-graph.ts'

type PublishedWeight = { name: string; shape: number[]; dtype: 'float32' | 'int32'; quantization?: { dtype: string } }
type PublishedModel = {
  modelTopology: { node: PublishedNode[] }
  weightsManifest: { paths: string[]; weights: PublishedWeight[] }[]
}

const HALF_BYTES = 2
const FULL_BYTES = 4

/** Reads the published detector (`centernet.json` beside its weights) from a folder. */
export async function readPretrainedGraph(folder: string): Promise<PretrainedGraph> {
  const model = JSON.parse(await readFile(join(folder, 'centernet.json'), 'utf8')) as PublishedModel
  const manifest = model.weightsManifest[0]
  if (!manifest?.paths[0]) throw new Error(`expected a list of weights in ${join(folder, 'centernet.json')}`)
  const bytes = await readFile(join(folder, manifest.paths[0]))
  return simplifyGraph(model.modelTopology.node, decodeWeights(manifest.weights, bytes))
}

/** The float weights by name; whole numbers (axes, sizes) are skipped. */
function decodeWeights(weights: readonly PublishedWeight[], bytes: Buffer): Map<string, NamedArray> {
  const arrays = new Map<string, NamedArray>()
  let offset = 0
  for (const { name, shape, dtype, quantization } of weights) {
    const size = sizeOf(shape)
    const halves = quantization?.dtype === 'float16'
    const end = offset + size * (halves ? HALF_BYTES : FULL_BYTES)
    if (dtype === 'float32') {
      const part = Uint8Array.prototype.slice.call(bytes, offset, end).buffer
      arrays.set(name, { name, shape, values: halves ? floatsFromHalves(new Uint16Array(part)) : new Float32Array(part) })
    }
    offset = end
  }
  return arrays
}
