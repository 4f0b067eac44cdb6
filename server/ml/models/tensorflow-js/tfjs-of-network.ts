import type { PixelRange, Size } from '../../images/warp.ts'
import { foldNormalization } from '../../networks/fold-normalization.ts'
import { recordNetwork } from '../../networks/recording-pass.ts'
import type { LearnedNetwork } from '../network-of-model.ts'
import { floats, wholes } from './graph-attributes.ts'
import { GRAPH_INPUT, GRAPH_OUTPUT, type GraphConstant, graphOfRecording } from './graph-of-recording.ts'

const WEIGHTS_FILE = 'weights.bin'

/** A TensorFlow.js graph model: the files that `tf.loadGraphModel` asks for, by name. */
export type GraphModelFiles = { 'model.json': string; [WEIGHTS_FILE]: Buffer }

/** A learned network as a TensorFlow.js graph model for images of one size, with its normalisation folded. */
export function tfjsOfNetwork({ network, weights, statistics }: LearnedNetwork, size: Size, range: PixelRange): GraphModelFiles {
  const { nodes, constants } = graphOfRecording(
    recordNetwork(network, foldNormalization(network, weights, statistics), size),
    range,
  )
  const model = {
    format: 'graph-model',
    generatedBy: 'labelloop',
    convertedBy: null,
    signature: { inputs: { [GRAPH_INPUT]: { name: GRAPH_INPUT } }, outputs: { [GRAPH_OUTPUT]: { name: GRAPH_OUTPUT } } },
    modelTopology: { node: [...constants.map(constantNode), ...nodes], library: {}, versions: {} },
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: constants.map(manifestEntry) }],
  }
  return { 'model.json': JSON.stringify(model), [WEIGHTS_FILE]: Buffer.concat(constants.map(({ values }) => bytesOf(values))) }
}

const constantNode = ({ name, values }: GraphConstant) => ({
  name,
  op: 'Const',
  attr: { dtype: values instanceof Float32Array ? floats : wholes },
})

const manifestEntry = ({ name, shape, values }: GraphConstant) => ({
  name,
  shape,
  dtype: values instanceof Float32Array ? 'float32' : 'int32',
})

const bytesOf = ({ buffer, byteOffset, byteLength }: GraphConstant['values']): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)
