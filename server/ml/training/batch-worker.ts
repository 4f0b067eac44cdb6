import { parentPort, workerData } from 'node:worker_threads'
import type { BatchAnswer, BatchQuestion } from './batches-ahead.ts'
import { type BatchPlan, batchPreparer } from './prepare-batch.ts'

const plan = workerData as BatchPlan
let prepare = batchPreparer(plan)

parentPort?.on('message', (question: BatchQuestion) => {
  if ('objects' in question) {
    prepare = batchPreparer({ ...plan, objects: question.objects })
    return
  }
  const batch = prepare(question.step)
  parentPort?.postMessage({ ...question, batch } satisfies BatchAnswer, [batch.values.buffer as ArrayBuffer])
})
