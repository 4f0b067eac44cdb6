import { expect, test } from 'vitest'
import { createChampionLine, type Port } from '#client/champion/champion-line.ts'
import type { FromWorker, ToWorker } from '#client/champion/messages.ts'
import type { ProjectId } from '#shared/domain/ids.ts'
import type { LabelledPrediction } from '#shared/tasks/shown.ts'

const picture = { image: { width: 1, height: 1 }, pixels: { width: 1, height: 1, data: new Uint8ClampedArray(4) } }
const cat: LabelledPrediction = { label: 'cat', score: 0.9, shape: { kind: 'whole' }, value: null }

/** A worker in the test's hands. */
function aWorker() {
  const heard: ToWorker[] = []
  let [listener, lost]: [(message: FromWorker) => void, () => void] = [() => {}, () => {}]
  const port: Port = {
    postMessage: (message) => void heard.push(message),
    onMessage: (hear) => {
      listener = hear
    },
    onError: (lose) => {
      lost = lose
    },
    terminate() {},
  }
  return { port, heard, say: (message: FromWorker) => listener(message), die: () => lost() }
}

/** A line on which models are at hand; every worker that it opens. */
function aLine() {
  const workers: ReturnType<typeof aWorker>[] = []
  const input = picture.image
  const line = createChampionLine({
    open() {
      const worker = aWorker()
      workers.push(worker)
      return worker.port
    },
    files: {
      runnable: async ({ version }) => ({
        model: { version, task: 'detection', labels: [], labelNames: [], thresholds: [], input },
        network: new Uint8Array(),
        runtime: new Uint8Array(),
      }),
    },
  })
  const look = async (version = 1) => {
    const sight = line.look({ projectId: 'prj_1' as ProjectId, version }, picture, () => {})
    await new Promise((resolve) => setImmediate(resolve))
    return { sight }
  }
  return { workers, look }
}
const kinds = (worker: ReturnType<typeof aWorker> | undefined) => worker?.heard.map(({ type }) => type)

test('a model is handed over once, another one when it is its turn, and each answer goes to its question', async () => {
  const { workers, look } = aLine()
  const [first, second] = [await look(), await look()]
  const [worker] = workers
  worker?.say({ type: 'seen', id: 2, predictions: [] })
  worker?.say({ type: 'seen', id: 1, predictions: [cat] })
  expect([(await first.sight).predictions, (await second.sight).predictions]).toEqual([[cat], []])
  const third = await look(2)
  worker?.say({ type: 'seen', id: 3, predictions: [] })
  expect((await third.sight).model.version).toBe(2)
  expect(kinds(worker)).toEqual(['model', 'look', 'look', 'model', 'look'])
})

test('a worker that dies is named as the reason, and the next question starts another', async () => {
  const { workers, look } = aLine()
  const first = await look()
  workers[0]?.die()
  await expect(first.sight).rejects.toThrow('could not be started in this browser')
  const second = await look()
  workers[1]?.say({ type: 'seen', id: 2, predictions: [cat] })
  expect((await second.sight).predictions).toEqual([cat])
})

test('a model that cannot look says why, and is handed over anew', async () => {
  const { workers, look } = aLine()
  const first = await look()
  workers[0]?.say({ type: 'failure', id: 1, message: 'no memory' })
  await expect(first.sight).rejects.toThrow('no memory')
  await look()
  expect(kinds(workers[0])).toEqual(['model', 'look', 'model', 'look'])
})
