import type { InferenceSession } from 'onnxruntime-node'
import { gridOf } from '#shared/decoding/grid-of.ts'
import type { Size } from '../../images/warp.ts'
import type { NetworkRunner } from '../network-runner.ts'
import { ONNX_INPUT, ONNX_OUTPUT } from './onnx-of-recording.ts'

const CHANNELS = 3
const ERRORS_ONLY = 3
/**
 * Threads that wait do not spin, and work is dealt out in small blocks, so that nobody waits for a thread that a training has pushed
 * aside: on two cores with twenty processes an image took 38 ms so, 62 to 92 ms with either alone.
 */
const POLITE = { session: { intra_op: { allow_spinning: '0' }, dynamic_block_base: '4' } }

type Runtime = typeof import('onnxruntime-node')

/** Thrown where onnxruntime is not installed or does not load. */
export class OnnxRuntimeMissing extends Error {
  override name = 'OnnxRuntimeMissing'
}

/** Opens an exported network (a file, or its bytes) in onnxruntime; throws `OnnxRuntimeMissing` where there is none. */
export async function onnxRunner(
  model: string | Uint8Array,
  { width, height }: Size,
): Promise<{ runner: NetworkRunner; engine: string }> {
  const runtime = await importRuntime()
  const options: InferenceSession.SessionOptions = { executionProviders: ['cpu'], logSeverityLevel: ERRORS_ONLY, extra: POLITE }
  const session =
    typeof model === 'string'
      ? await runtime.InferenceSession.create(model, options)
      : await runtime.InferenceSession.create(model, options)
  const perImage = width * height * CHANNELS
  const runner: NetworkRunner = {
    async run(images) {
      const bytes = new Uint8Array(images.length * perImage)
      for (const [index, pixels] of images.entries()) bytes.set(pixels, index * perImage)
      const batch = new runtime.Tensor('uint8', bytes, [images.length, height, width, CHANNELS])
      const { [ONNX_OUTPUT]: output } = await session.run({ [ONNX_INPUT]: batch })
      if (!output) throw new Error(`expected an output named ${ONNX_OUTPUT}`)
      return { values: output.data as Float32Array, grid: gridOf(output.dims) }
    },
    dispose: () => void session.release(),
  }
  return { runner, engine: `onnxruntime ${runtime.env.versions.node ?? runtime.env.versions.common} on the CPU` }
}

async function importRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node')
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new OnnxRuntimeMissing(`onnxruntime does not load: ${reason}`, { cause: error })
  }
}
