import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { saveModel } from '#server/ml/models/model-file.ts'
import { arraysOfNetwork } from '#server/ml/models/network-of-model.ts'
import { storeModelFiles } from '#server/models/model-files.ts'
import { registerModel } from '#server/models/model-records.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { openStore } from '#server/store/store.ts'
import { plainLabel } from '#shared/decoding/learned-label.ts'
import { newId, type ProjectId, type RunId } from '#shared/domain/ids.ts'
import { randomNetwork } from '../server/ml/models/random-network.ts'

const ARCHITECTURE = 'center-point'
const INPUT = { width: 128, height: 96 }

/** A folder for blobs that an instance started after this keeps its files in, so that a test can bring it a model. */
export async function openSharedBlobs() {
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-champion-'))
  process.env.LABELLOOP_BLOBS = `file:${join(folder, 'blobs')}`
  return {
    /** Makes a detector of three labels, with weights by chance, the champion of a project in a database; sure of what reaches `threshold`. */
    async champion(
      { uri, projectId }: { uri: string; projectId: ProjectId },
      labels: readonly [string, string, string],
      threshold: number,
    ): Promise<number> {
      const blobs = await openBlobs(process.env.LABELLOOP_BLOBS ?? '')
      const store = await openStore(uri)
      const learned = await randomNetwork(ARCHITECTURE, 1)
      const modelFolder = join(folder, 'model')
      const common = { task: 'detection', architecture: ARCHITECTURE, engine: 'none' } as const
      const described = { ...common, input: INPUT, parameters: {}, labels: labels.map(plainLabel) }
      await saveModel(modelFolder, described, arraysOfNetwork(learned))
      const runId = newId<RunId>('run')
      const measured = { basis: 'assumed', precision: null, recall: null, samples: 0 } as const
      const { version } = await registerModel(store, runId, {
        ...common,
        projectId,
        runId,
        snapshotId: null,
        snapshotNumber: null,
        labels: 0,
        labelNames: [...labels],
        files: await storeModelFiles(blobs, modelFolder),
        parametersCount: learned.weights.length,
        evaluation: null,
        validation: null,
        thresholds: labels.map((label) => ({ label, threshold, ...measured })),
        gate: null,
        trainingSeconds: 0,
        createdAt: 0,
      })
      await store.projects.updateOne({ _id: projectId }, { $set: { champion: version } })
      await store.close()
      return version
    },
    async remove() {
      delete process.env.LABELLOOP_BLOBS
      await rm(folder, { recursive: true, force: true })
    },
  }
}
