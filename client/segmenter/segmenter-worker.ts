import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import type { Ask, FromWorker, ToWorker } from '../smart/messages.ts'
import type { Prompt } from '../smart/questions.ts'
import { type Decoder, openDecoder } from './decoder.ts'
import type { EncodedPicture } from './own-model.ts'

/** The worker's program: the decoder of one segmenter and one encoded image at a time. */
let given: EncodedPicture | null = null
let opened: { readonly address: string; readonly decoder: Promise<Decoder> } | null = null
let work: Promise<void> = Promise.resolve()

// Our own server has the WebAssembly; threads would need a page that nothing else may be embedded in.
env.wasm.wasmPaths = { wasm }
env.wasm.numThreads = 1

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<EncodedPicture>>) => {
  if (data.type === 'picture') work = work.then(() => take(data.picture))
  else work = work.then(() => answer(data))
})

function take(picture: EncodedPicture): void {
  given = picture
  if (opened?.address === picture.decoder) return
  const before = opened?.decoder
  const decoder = fetched(picture)
  // Who asks is told why it cannot be opened.
  decoder.catch(() => {
    opened = null
  })
  opened = { address: picture.decoder, decoder }
  void before?.then((old) => old.close()).catch(() => undefined)
}

async function fetched({ decoder, segmenter }: EncodedPicture): Promise<Decoder> {
  const response = await fetch(decoder)
  if (!response.ok) throw new Error(`the server answered ${response.status} for the decoder`)
  return openDecoder({ InferenceSession, Tensor }, new Uint8Array(await response.arrayBuffer()), segmenter)
}

async function answer({ id, prompt }: Ask): Promise<void> {
  try {
    if (!given) throw new Error('Expected a picture before a question about it')
    if (!opened) take(given)
    const decoder = await opened?.decoder
    // Nothing but this is asked here.
    say({ type: 'answer', id, answer: (await decoder?.decode(given, prompt as Prompt<'cutOut'>)) ?? null })
  } catch (error) {
    say({ type: 'failure', id, message: error instanceof Error ? error.message : String(error) })
  }
}

const say = (message: FromWorker) => self.postMessage(message)
