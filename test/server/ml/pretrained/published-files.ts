import * as plain from '@tensorflow/tfjs'
import type { Tf } from '#server/ml/engines/tensor.ts'
import { predictingPass } from '#server/ml/networks/pass.ts'
import { graphBody } from '#server/ml/pretrained/graph-body.ts'
import type { PretrainedGraph } from '#server/ml/pretrained/pretrained-graph.ts'
import type { PublishedFiles } from '#server/ml/pretrained/published-weights.ts'
import { createRandom } from '#shared/random.ts'

/** A layers model as `model.save` writes it: its files by name. */
export async function filesOfLayers(model: plain.LayersModel): Promise<PublishedFiles> {
  const saved = await new Promise<plain.io.ModelArtifacts>((resolve, reject) => {
    const handler = plain.io.withSaveHandler(async (artifacts) => {
      resolve(artifacts)
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    })
    model.save(handler).catch(reject)
  })
  const { modelTopology, weightSpecs = [], weightData } = saved
  return new Map([
    [
      'model.json',
      jsonOf({ format: 'layers-model', modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }] }),
    ],
    ['weights.bin', new Uint8Array(weightData as ArrayBuffer)],
  ])
}

/** A node of a graph with its attributes as TensorFlow writes them. */
export type Node = { name: string; op: string; input?: string[]; attr?: Record<string, unknown> }
/** A constant of a graph: floats, or whole numbers where it says so. */
export type Constant = { shape: number[]; values: readonly number[]; whole?: true }
type Packing = 'float32' | 'float16' | 'uint8' | 'uint16'

/** A graph model whose floats are packed so, in `shards` files that are cut wherever it comes. */
export function filesOfGraph(
  nodes: readonly Node[],
  constants: Readonly<Record<string, Constant>>,
  { packing = 'float32', shards = 1 }: { packing?: Packing; shards?: number } = {},
): PublishedFiles {
  const packed = Object.entries(constants).map(([name, constant]) => packedWeight(name, constant, packing))
  const bytes = Buffer.concat(packed.map((each) => each.bytes))
  const paths = Array.from({ length: shards }, (_, index) => `shard${index + 1}of${shards}.bin`)
  const cut = (index: number) => Math.floor((bytes.length * index) / shards)
  const constantNodes = Object.entries(constants).map(([name, { whole }]) => ({
    name,
    op: 'Const',
    attr: { dtype: { type: whole ? 'DT_INT32' : 'DT_FLOAT' } },
  }))
  const model = {
    format: 'graph-model',
    modelTopology: { node: [...nodes, ...constantNodes], versions: {} },
    weightsManifest: [{ paths, weights: packed.map(({ entry }) => entry) }],
  }
  return new Map([
    ['model.json', jsonOf(model)],
    ...paths.map((path, index) => [path, new Uint8Array(bytes.subarray(cut(index), cut(index + 1)))] as const),
  ])
}

function packedWeight(name: string, { shape, values, whole }: Constant, packing: Packing) {
  const dtype = whole ? 'int32' : 'float32'
  if (whole) return { entry: { name, shape, dtype }, bytes: bytesOf(Int32Array.from(values)) }
  if (packing === 'float32') return { entry: { name, shape, dtype }, bytes: bytesOf(Float32Array.from(values)) }
  if (packing === 'float16')
    return {
      entry: { name, shape, dtype, quantization: { dtype: packing, original_dtype: dtype } },
      bytes: bytesOf(Uint16Array.from(values, halfOf)),
    }
  const min = Math.min(...values)
  const scale = (Math.max(...values) - min) / (packing === 'uint8' ? 255 : 65_535) || 1
  const steps = values.map((value) => Math.round((value - min) / scale))
  const bytes = packing === 'uint8' ? Uint8Array.from(steps) : Uint16Array.from(steps)
  return {
    entry: { name, shape, dtype, quantization: { dtype: packing, scale, min, original_dtype: dtype } },
    bytes: bytesOf(bytes),
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)

/** The nearest of the 16-bit floats below in size; enough for numbers that are neither tiny nor huge. */
function halfOf(value: number): number {
  const [bits = 0] = new Uint32Array(Float32Array.of(value).buffer)
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15
  if (exponent <= 0) return 0
  return ((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >>> 13) & 0x3ff)
}

const jsonOf = (value: unknown): Uint8Array => new Uint8Array(Buffer.from(JSON.stringify(value)))

/** The same files as a graph model of TensorFlow.js itself. */
export async function publishedGraph(files: PublishedFiles): Promise<plain.GraphModel> {
  const { modelTopology, weightsManifest } = JSON.parse(Buffer.from(files.get('model.json') ?? []).toString())
  const [{ paths, weights }] = weightsManifest
  const data = Buffer.concat(paths.map((path: string) => files.get(path)))
  const weightData = new Uint8Array(data).buffer
  return plain.loadGraphModel(plain.io.fromMemory({ modelTopology, weightSpecs: weights, weightData }))
}

/** What a body makes of images at one of its operations. */
export function valuesAt(graph: PretrainedGraph, name: string, images: plain.Tensor): Float32Array {
  const tf = plain as unknown as Tf
  return plain.tidy(() => {
    const weights = new Map([...graph.weights.values()].map((array) => [array.name, tf.tensor(array.values, array.shape)]))
    const [map] = graphBody(graph, [name]).run(predictingPass(tf, weights), images) as [plain.Tensor]
    return map.dataSync() as Float32Array
  })
}

/** Numbers by chance, the same for the same seed. */
export function numbers(count: number, seed: number, { scale = 0.3, shift = 0 } = {}): number[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.normal() * scale + shift)
}

/** Images [n, side, side, channels] by chance. */
export const someImages = (side: number, channels = 3): plain.Tensor4D =>
  plain.tensor4d(numbers(2 * side * side * channels, 9, { scale: 1 }), [2, side, side, channels])
