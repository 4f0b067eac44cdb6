import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import type { FromWorker, RunnableModel, ToWorker } from './messages.ts'
import { openPredictor, type Predictor } from './open-predictor.ts'

/** The worker's program: one model at a time, and one picture after the other. */
let opened: Promise<Predictor> | null = null
let work: Promise<void> = Promise.resolve()

// Threads would need a page that nothing else may be embedded in.
env.wasm.numThreads = 1

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  work = work.then(() => (data.type === 'model' ? take(data.runnable) : look(data)))
})

async function take({ model, network, runtime }: RunnableModel): Promise<void> {
  const before = opened
  env.wasm.wasmBinary = runtime
  opened = openPredictor({ InferenceSession, Tensor }, network, model)
  // Who asks is told why it cannot be opened; who asked the one before has been told.
  await opened.catch(() => undefined)
  await before?.then((old) => old.close()).catch(() => undefined)
}

async function look({ id, picture }: Extract<ToWorker, { type: 'look' }>): Promise<void> {
  try {
    if (!opened) throw new Error('Expected a model before a picture')
    const predictor = await opened
    say({ type: 'seen', id, predictions: await predictor.predict(picture) })
  } catch (error) {
    say({ type: 'failure', id, message: error instanceof Error ? error.message : String(error) })
  }
}

const say = (message: FromWorker) => self.postMessage(message)
