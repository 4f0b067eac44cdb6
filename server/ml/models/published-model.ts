import { plainLabel } from '#shared/decoding/learned-label.ts'
import { centerPointPublished } from '../architectures/center-point-published.ts'
import { initialStatistics, initialWeights, totalSize } from '../networks/weights.ts'
import { readPretrainedGraph } from '../pretrained/read-pretrained.ts'
import { inputSize } from '../training/input-size.ts'
import { saveModel } from './model-file.ts'
import { arraysOfNetwork } from './network-of-model.ts'

/** All its weights are given: nothing is drawn. */
const SEED = 0

/** Writes the published detector as a model's folder, for images of the usual shape of these; returns how many numbers it has. */
export async function writePublishedModel(
  pretrainedFolder: string,
  folder: string,
  images: readonly { width: number; height: number }[],
): Promise<number> {
  const graph = await readPretrainedGraph(pretrainedFolder)
  const network = centerPointPublished.build({ output: { bias: [] }, graph })
  const learned = { network, weights: initialWeights(network.weights, SEED), statistics: initialStatistics(network) }
  await saveModel(
    folder,
    {
      task: 'detection',
      architecture: centerPointPublished.id,
      labels: centerPointPublished.knows.map(plainLabel),
      input: inputSize(
        images.map((image) => ({ ...image, objects: [] })),
        centerPointPublished,
      ),
      parameters: {},
      engine: 'as published',
      graph: [...graph.nodes],
    },
    arraysOfNetwork(learned),
  )
  return totalSize(network.weights)
}
