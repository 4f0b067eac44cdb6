import { parentPort, workerData } from 'node:worker_threads'
import type { BatchAnswer } from './batches-ahead.ts'
import { type BatchPlan, batchPreparer } from './prepare-batch.ts'

const prepare = batchPreparer(workerData as BatchPlan)

parentPort?.on('message', (step: number) => {
  const batch = prepare(step)
  parentPort?.postMessage({ step, batch } satisfies BatchAnswer, [batch.values.buffer as ArrayBuffer])
})
