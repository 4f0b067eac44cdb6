import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readModel } from '#server/ml/models/model-file.ts'
import { readCheckpoint } from '#server/ml/training/checkpoint.ts'
import { prepareRun } from '#server/ml/training/prepare-run.ts'
import type { TrainerSpec } from '#server/ml/training/trainer-spec.ts'

/** Whether all that lies in the work folder of a killed trainer is whole: no checkpoint or one of finite numbers, no model or one of them. */
export async function inspect(spec: TrainerSpec): Promise<boolean> {
  const { digest } = await prepareRun(spec)
  const file = join(spec.workFolder, 'checkpoint.bin')
  const checkpoint = existsSync(file) ? await readCheckpoint(spec.workFolder, digest).catch(() => null) : 'none'
  if (checkpoint === null) return false
  if (checkpoint !== 'none' && !Object.values(checkpoint.learning).every(areFinite)) return false
  const folder = join(spec.workFolder, 'model')
  if (!existsSync(folder)) return true
  const model = await readModel(folder).catch(() => null)
  return model !== null && model.weights.length > 0 && model.weights.every(({ values }) => areFinite(values))
}

function areFinite(values: Float32Array): boolean {
  return values.length > 0 && values.every(Number.isFinite)
}
