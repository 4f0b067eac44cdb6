import type { ModelFormat } from '#shared/routes/serving.ts'
import { architectureById } from '../ml/architectures/index.ts'
import { type Model, readModel } from '../ml/models/model-file.ts'
import { networkOfModel } from '../ml/models/network-of-model.ts'
import { onnxOfNetwork } from '../ml/models/onnx/onnx-of-network.ts'
import { ONNX_INPUT, ONNX_OUTPUT } from '../ml/models/onnx/onnx-of-recording.ts'
import { GRAPH_INPUT, GRAPH_OUTPUT } from '../ml/models/tensorflow-js/graph-of-recording.ts'
import { tfjsOfNetwork } from '../ml/models/tensorflow-js/tfjs-of-network.ts'
import { cardText } from './card-text.ts'
import { decodings } from './decoding.ts'
import { CARD_FILE, ONNX_FILE } from './export-names.ts'
import type { CardDraft, ModelCard } from './model-card.ts'

const CONVENTION =
  'Values 0 to 255 in sRGB, red, green, blue, rows from the top. An image is turned upright (EXIF), its alpha channel dropped, and stretched to the size, without bars. The way into the range of the network is inside the graph.'

type Writer = {
  input: { name: string; type: string }
  output: string
  write(learned: ReturnType<typeof networkOfModel>, model: Model['description']): Record<string, Uint8Array>
}

const rangeOf = ({ architecture }: Model['description']) => architectureById(architecture).pixels

const writers: Record<ModelFormat, Writer> = {
  onnx: {
    input: { name: ONNX_INPUT, type: 'uint8' },
    output: ONNX_OUTPUT,
    write: (learned, description) => ({ [ONNX_FILE]: onnxOfNetwork(learned, description.input, rangeOf(description)) }),
  },
  tfjs: {
    input: { name: GRAPH_INPUT, type: 'int32' },
    output: GRAPH_OUTPUT,
    write(learned, description) {
      const files = tfjsOfNetwork(learned, description.input, rangeOf(description))
      return { ...files, 'model.json': Buffer.from(files['model.json']) }
    },
  },
}

/** The files of an exported model by name: the network in one format, and its card for programs and for people. */
export async function exportFiles(
  modelFolder: string,
  format: ModelFormat,
  draft: CardDraft,
): Promise<Record<string, Uint8Array>> {
  const model = await readModel(modelFolder)
  const { task, labels, input: inputSize } = model.description
  const { input, output, write } = writers[format]
  const card: ModelCard = {
    ...draft,
    labels,
    inputSize,
    files: {
      format,
      input: { ...input, shape: [null, inputSize.height, inputSize.width, 3], convention: CONVENTION },
      output: { name: output, decoding: decodings[task] },
    },
  }
  return {
    ...write(networkOfModel(model), model.description),
    [CARD_FILE]: Buffer.from(`${JSON.stringify(card, null, 2)}\n`),
    'MODEL_CARD.md': Buffer.from(cardText(card)),
  }
}

/** The network of a trained model alone, as ONNX. */
export async function networkFile(modelFolder: string): Promise<Uint8Array> {
  const model = await readModel(modelFolder)
  return onnxOfNetwork(networkOfModel(model), model.description.input, rangeOf(model.description))
}
