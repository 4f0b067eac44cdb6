import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import { named } from '#shared/decoding/named.ts'
import type { LabelThreshold } from '#shared/domain/evaluation.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { architectureById } from '../ml/architectures/index.ts'
import type { Size } from '../ml/images/warp.ts'
import { imagePredictor } from '../ml/models/image-predictor.ts'
import { readModel } from '../ml/models/model-file.ts'
import { networkOfModel } from '../ml/models/network-of-model.ts'
import { networkPredictor } from '../ml/models/network-predictor.ts'
import { onnxOfNetwork } from '../ml/models/onnx/onnx-of-network.ts'
import { onnxRunner } from '../ml/models/onnx/onnx-runner.ts'
import { tasks } from '../ml/tasks/index.ts'
import type { SaidOfFile } from './answer-images.ts'
import { CARD_FILE, ONNX_FILE } from './export-names.ts'
import { ModelCard } from './model-card.ts'
import type { ReceivedImage } from './receive-images.ts'

/** One model that a program serves alone. */
export interface ServedModel {
  /** Null where the files are a run's own and do not say. */
  readonly version: number | null
  readonly title: string
  readonly task: TaskId
  /** Null: nothing is known of which scores are good enough, so that all is told. */
  readonly thresholds: readonly LabelThreshold[] | null
  /** What computes it, in words. */
  readonly engine: string
  answer(images: readonly ReceivedImage[]): Promise<SaidOfFile[]>
}

type Opened = Omit<ServedModel, 'engine' | 'answer'> & {
  network: string | Uint8Array
  size: Size
  labels: readonly LearnedLabel[]
  labelNames: readonly string[]
}

/** Opens what `export-model --format onnx` wrote, or the folder of a trained model, in onnxruntime. */
export async function openServedModel(folder: string): Promise<ServedModel> {
  const { network, size, labels, labelNames, ...rest } = await openFolder(folder)
  const { runner, engine } = await onnxRunner(network, size)
  const predictor = imagePredictor(networkPredictor(runner, { task: tasks[rest.task], labels }), size)
  return {
    ...rest,
    engine,
    async answer(images) {
      const said = await predictor.predict(images.map(({ name, bytes }) => ({ assetId: name, bytes })))
      return said.map((each) =>
        'unreadable' in each ? each : { ...each, predictions: named(rest.task, labelNames, each.predictions) },
      )
    },
  }
}

function openFolder(folder: string): Promise<Opened> {
  if (existsSync(join(folder, CARD_FILE))) return openExport(folder)
  if (existsSync(join(folder, 'model.json'))) return openTrained(folder)
  throw new Error(`expected ${CARD_FILE} (an export) or model.json (a trained model) in ${folder}, found neither`)
}

async function openExport(folder: string): Promise<Opened> {
  const card = ModelCard.parse(JSON.parse(await readFile(join(folder, CARD_FILE), 'utf8')))
  if (card.files.format !== 'onnx')
    throw new Error(`expected a model that was exported with --format onnx, got one as ${card.files.format}`)
  const { project, version, task, thresholds, inputSize: size, labels, labelNames } = card
  const network = join(folder, ONNX_FILE)
  return { version, title: `${project} v${version}`, task, thresholds, network, size, labels, labelNames }
}

async function openTrained(folder: string): Promise<Opened> {
  const model = await readModel(folder)
  const { task, architecture, input: size, labels } = model.description
  const network = onnxOfNetwork(networkOfModel(model), size, architectureById(architecture).pixels)
  const labelNames = labels.map(({ name }) => name)
  return { version: null, title: architecture, task, thresholds: null, network, size, labels, labelNames }
}
