import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LearnedLabel } from '#shared/decoding/learned-label.ts'
import type { EngineId } from '#shared/domain/engine.ts'
import { pretrainedFolder } from '../../store/installed-parts.mjs'
import type { Architecture } from '../architectures/architecture.ts'
import { architectureById, architectureOnBody } from '../architectures/index.ts'
import { recommendArchitecture, type Situation } from '../architectures/recommend.ts'
import { readModel } from '../models/model-file.ts'
import type { Network } from '../networks/network.ts'
import { initialStatistics, initialWeights } from '../networks/weights.ts'
import { bytesPerPixel } from '../pretrained/find-maps.ts'
import type { PretrainedGraph } from '../pretrained/pretrained-graph.ts'
import { readPretrainedGraph } from '../pretrained/read-pretrained.ts'
import { readStartingPointFile } from '../pretrained/starting-point-file.ts'
import { tasks } from '../tasks/index.ts'
import type { Task } from '../tasks/task.ts'
import { affordableImages } from './affordable-images.ts'
import { learnedLabels } from './learned-labels.ts'
import { freshState } from './optimizer.ts'
import { type ResolvedParameters, trainingParameters } from './parameters.ts'
import { resolveParameters } from './resolve-parameters.ts'
import { deriveSeed } from './seeds.ts'
import { AUTO_ARCHITECTURE, type TrainerSpec } from './trainer-spec.ts'
import { takeOver } from './warm-start.ts'

/** A spec with everything decided that it left open. */
export type PreparedRun = {
  spec: TrainerSpec
  task: Task
  architecture: Architecture
  architectureReason: string
  parameters: ResolvedParameters
  graph: PretrainedGraph | null
  network: Network
  labels: readonly LearnedLabel[]
  digest: string
}

/** What is there to train on. */
export type Machine = { engine: EngineId; memoryBytes: number }

const ROOMY: Machine = { engine: 'tensorflow', memoryBytes: Number.POSITIVE_INFINITY }

/** Decides architecture and parameters, with so many images at once as the memory holds, and builds the network. */
export async function prepareRun(given: TrainerSpec, { engine, memoryBytes }: Machine = ROOMY): Promise<PreparedRun> {
  const chosen = trainingParameters.parse(given.parameters)
  const spec = chosen.trainOnValidation ? { ...given, train: [...given.train, ...given.validation], validation: [] } : given
  if (spec.train.length === 0) throw new Error('expected at least one labelled image to train on, got none')
  const task = tasks[spec.task]
  const folder = spec.pretrainedFolder ?? pretrainedFolder()
  const startingPoint = chosen.startingPoint === 'auto' ? null : expectStartingPoint(spec)
  const { architecture, reason } = decideArchitecture(spec, startingPoint, {
    pretrainedAvailable: existsSync(join(folder, 'centernet.json')),
    affordableImages: affordableImages({ parameters: chosen, images: spec.train.length, engine }),
  })
  const graph = architecture.pretrained ? await graphOf(startingPoint, folder) : null
  const parameters = resolveParameters({
    parameters: chosen,
    train: spec.train,
    architecture,
    task,
    labels: spec.labels.length,
    memoryBytes,
    bytesPerPixel: graph?.use ? bytesPerPixel(graph) : null,
  })
  const labels = learnedLabels(spec)
  const network = architecture.build({ output: { bias: task.outputBias(labels) }, graph })
  const digest = digestOf(spec, architecture, parameters)
  return { spec, task, architecture, architectureReason: reason, parameters, graph, network, labels, digest }
}

/** Weights before the first step: drawn from the seed, or taken over from the model of a warm start. */
export async function firstState({ spec, network, parameters }: PreparedRun) {
  const weights = initialWeights(network.weights, deriveSeed(spec.seed))
  if (spec.warmStart && parameters.warmStart) takeOver(network, weights, spec.labels, await readModel(spec.warmStart))
  return freshState(weights, initialStatistics(network))
}

function graphOf(startingPoint: string | null, builtIn: string): Promise<PretrainedGraph> {
  return startingPoint === null ? readPretrainedGraph(builtIn) : readStartingPointFile(startingPoint)
}

function expectStartingPoint({ startingPoint, parameters }: TrainerSpec): string {
  if (startingPoint === undefined)
    throw new Error(`expected an imported starting point, got ${parameters.startingPoint}, which is not there`)
  return startingPoint
}

function decideArchitecture(
  spec: TrainerSpec,
  startingPoint: string | null,
  means: Pick<Situation, 'pretrainedAvailable' | 'affordableImages'>,
): { architecture: Architecture; reason: string } {
  if (spec.architecture === AUTO_ARCHITECTURE && startingPoint !== null)
    return { architecture: architectureOnBody(spec.task), reason: 'It builds on the starting point that a person chose.' }
  if (spec.architecture === AUTO_ARCHITECTURE) {
    const { architecture, reason } = recommendArchitecture({ task: spec.task, train: spec.train, ...means })
    return { architecture: architectureById(architecture), reason }
  }
  const architecture = architectureById(spec.architecture)
  if (!architecture.tasks.includes(spec.task))
    throw new Error(
      `expected an architecture for ${spec.task}, got ${architecture.id}, which is for ${architecture.tasks.join(', ')}`,
    )
  if (startingPoint !== null && !architecture.anyBody)
    throw new Error(`expected an architecture that builds on any starting point, got ${architecture.id}`)
  if (architecture.knows && architecture.knows.join() !== spec.labels.join())
    throw new Error(`expected an architecture that can be taught, got ${architecture.id}, which knows its labels already`)
  return { architecture, reason: 'Chosen by a person.' }
}

/** Names what a checkpoint belongs to: the same data, labels, network and parameters; how many images at once may change on the way. */
function digestOf(
  { runId, task, labels, seed, train, validation }: TrainerSpec,
  { id }: Architecture,
  { batchSize: _batchSize, ...parameters }: ResolvedParameters,
): string {
  const assets = [train, validation].map((images) => images.map(({ assetId }) => assetId))
  return createHash('sha256').update(JSON.stringify({ runId, task, labels, seed, assets, id, parameters })).digest('hex')
}
