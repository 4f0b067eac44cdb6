import { Worker } from 'node:worker_threads'
import type { BatchPlan, PreparedBatch } from './prepare-batch.ts'

/** Batches that are in the making while the engine works on an earlier one. */
const AHEAD = 2

/** A thread takes over no loader for TypeScript from a process that has none of its own kind, as the test runner's: it brings its own. */
const BEGIN = `
  import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))})
    .then(({ register }) => register() && import(${JSON.stringify(new URL('./batch-worker.ts', import.meta.url).href)}))
`

/** Prepared batches by step. */
export type PreparedBatches = {
  at(step: number): Promise<PreparedBatch>
  /** From now on these are the objects of the images. */
  replaceObjects(objects: BatchPlan['objects']): void
  close(): void
}

/** What the thread is asked: other objects, or a batch. The edition tells batches of the former objects from those of the present ones. */
export type BatchQuestion = { objects: BatchPlan['objects'] } | { step: number; edition: number }

/** What the thread answers. */
export type BatchAnswer = { step: number; edition: number; batch: PreparedBatch }

type Asked = { promise: Promise<PreparedBatch>; resolve(batch: PreparedBatch): void; reject(reason: unknown): void }

/**
 * Prepares batches in a thread of its own, a few steps ahead, so that no engine waits for images. A step that was not expected (after a
 * restart) is answered too, later.
 */
export function batchesAhead(plan: BatchPlan): PreparedBatches {
  const worker = new Worker(BEGIN, { eval: true, workerData: plan })
  const asked = new Map<number, Asked>()
  let edition = 0
  const tell = (question: BatchQuestion) => worker.postMessage(question)
  worker.on('message', (answer: BatchAnswer) => {
    if (answer.edition === edition) asked.get(answer.step)?.resolve(answer.batch)
  })
  worker.on('error', (error) => {
    for (const { reject } of asked.values()) reject(error)
  })
  return {
    at(step) {
      for (const known of asked.keys()) if (known < step || known > step + AHEAD) asked.delete(known)
      for (let ahead = step; ahead <= step + AHEAD; ahead++) if (!asked.has(ahead)) ask(ahead)
      return (asked.get(step) as Asked).promise
    },
    replaceObjects(objects) {
      edition++
      asked.clear()
      tell({ objects })
    },
    close: () => void worker.terminate(),
  }

  function ask(step: number): void {
    let settle!: Pick<Asked, 'resolve' | 'reject'>
    const promise = new Promise<PreparedBatch>((resolve, reject) => {
      settle = { resolve, reject }
    })
    // Whoever waits for the step hears of it; nobody may wait for one that lies ahead.
    promise.catch(() => undefined)
    asked.set(step, { promise, ...settle })
    tell({ step, edition })
  }
}
