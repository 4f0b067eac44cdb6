import { architectureById } from '../architectures/index.ts'
import type { EngineChoice } from '../engines/engine.ts'
import { loadEngine } from '../engines/index.ts'
import { tasks } from '../tasks/index.ts'
import { engineRunner } from './engine-runner.ts'
import { type ImagePredictor, imagePredictor } from './image-predictor.ts'
import { type Model, readModel } from './model-file.ts'
import { networkOfModel } from './network-of-model.ts'
import { networkPredictor } from './network-predictor.ts'
import type { NetworkRunner } from './network-runner.ts'
import { onnxOfNetwork } from './onnx/onnx-of-network.ts'
import { OnnxRuntimeMissing, onnxRunner } from './onnx/onnx-runner.ts'

/** A saved model that predicts; `engine` says in words what computes it. */
export type LoadedModel = ImagePredictor & { engine: string; labels: string[] }

/** Loads a model from its folder; `auto` computes it in onnxruntime, and on a training engine only where that is missing. */
export async function loadModel(choice: EngineChoice, folder: string): Promise<LoadedModel> {
  const model = await readModel(folder)
  const { task, labels, input } = model.description
  const { runner, engine } = await openRunner(choice, model)
  const predictor = imagePredictor(networkPredictor(runner, { task: tasks[task], labels }), input)
  return { ...predictor, engine, labels: labels.map(({ name }) => name) }
}

type OpenRunner = { runner: NetworkRunner; engine: string }

async function openRunner(choice: EngineChoice, model: Model): Promise<OpenRunner> {
  const { input: size, architecture } = model.description
  const range = architectureById(architecture).pixels
  const learned = networkOfModel(model)
  if (choice === 'auto') {
    try {
      return await onnxRunner(onnxOfNetwork(learned, size, range), size)
    } catch (error) {
      if (!(error instanceof OnnxRuntimeMissing)) throw error
    }
  }
  const engine = await loadEngine(choice)
  return { runner: engineRunner(engine, { learned, size, range }), engine: engine.describe() }
}
