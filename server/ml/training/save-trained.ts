import { join } from 'node:path'
import type { Engine } from '../engines/engine.ts'
import { saveModel } from '../models/model-file.ts'
import { arraysOfNetwork, type LearnedNetwork } from '../models/network-of-model.ts'
import type { PreparedRun } from './prepare-run.ts'

/** Saves what a run has learned under its work folder; returns the model's folder. */
export async function saveTrained(prepared: PreparedRun, engine: Engine, learned: LearnedNetwork): Promise<string> {
  const { spec, labels, architecture, parameters, graph } = prepared
  const folder = join(spec.workFolder, 'model')
  const description = {
    task: spec.task,
    architecture: architecture.id,
    labels: [...labels],
    input: { width: parameters.inputWidth, height: parameters.inputHeight },
    parameters,
    engine: engine.describe(),
    ...(graph ? { graph: [...graph.nodes], ...(graph.use && { use: graph.use }) } : {}),
  }
  await saveModel(folder, description, arraysOfNetwork(learned))
  return folder
}
