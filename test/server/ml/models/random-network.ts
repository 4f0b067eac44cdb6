import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { architectureById } from '#server/ml/architectures/index.ts'
import type { LearnedNetwork } from '#server/ml/models/network-of-model.ts'
import { initialStatistics, initialWeights } from '#server/ml/networks/weights.ts'
import { readPretrainedGraph } from '#server/ml/pretrained/read-pretrained.ts'
import { pretrainedFolder } from '#server/store/installed-parts.mjs'
import { createRandom } from '#shared/random.ts'

const OUTPUTS = 7
/** Deviation of scales, offsets and means; the smallest variance, so that no layer blows up. */
const SPREAD = 0.3
const LEAST_VARIANCE = 0.5

/** Why an architecture cannot be built here; empty where it can. */
export function missingFor(id: string): string {
  if (!architectureById(id).pretrained) return ''
  return existsSync(join(pretrainedFolder(), 'centernet.json')) ? '' : 'the pretrained network is not on this machine'
}

/** An architecture with weights and running statistics by chance: none of them is what folding could leave out unnoticed. */
export async function randomNetwork(id: string, seed: number, outputs = OUTPUTS): Promise<LearnedNetwork> {
  const architecture = architectureById(id)
  const graph = architecture.pretrained ? await readPretrainedGraph(pretrainedFolder()) : null
  const network = architecture.build({ output: { bias: new Array<number>(outputs).fill(0.1) }, graph })
  const random = createRandom(seed)
  const weights = initialWeights(network.weights, seed)
  const statistics = initialStatistics(network).map((value) =>
    value === 1 ? LEAST_VARIANCE + Math.abs(random.normal()) : SPREAD * random.normal(),
  )
  let offset = 0
  for (const { name, shape } of network.weights) {
    const size = shape.reduce((product, side) => product * side, 1)
    if (/\/(scale|offset)$/.test(name))
      for (let at = offset; at < offset + size; at++) weights[at] = (weights[at] as number) + SPREAD * random.normal()
    offset += size
  }
  return { network, weights, statistics }
}

/** Images as bytes by chance. */
export function randomImages(count: number, { width, height }: { width: number; height: number }, seed: number): Uint8Array[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () =>
    Uint8Array.from({ length: width * height * 3 }, () => Math.floor(random.next() * 256)),
  )
}
