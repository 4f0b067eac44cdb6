import { InferenceSession, Tensor } from 'onnxruntime-node'
import { DECODER_INPUTS, DecoderInput, NEEDED_INPUTS } from '#shared/domain/segmenter.ts'
import { decoderInputs, type PlainTensor, POINT_LABELS } from '#shared/segmenter/decoder-inputs.ts'
import type { SegmenterSigns } from './encoder-messages.ts'

/** Pixels: more than any encoder that a person waits for. */
const MOST_SIDE = 4096
const RANK = 4

/** Opens an ONNX file; an error says which of the two it is. */
export async function openModel(what: string, file: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file)
  } catch (error) {
    throw new Error(`The ${what} cannot be loaded as ONNX: ${error instanceof Error ? error.message : error}`)
  }
}

/** Runs an encoder: its input is float32 [1, 3, height, width]. */
export async function runEncoder(
  encoder: InferenceSession,
  pixels: Float32Array,
  [height, width]: readonly [number, number],
): Promise<PlainTensor> {
  const [input, output] = [encoder.inputNames[0] ?? '', encoder.outputNames[0] ?? '']
  const { [output]: found } = await encoder.run({ [input]: new Tensor('float32', pixels, [1, 3, height, width]) })
  if (!found || !(found.data instanceof Float32Array))
    throw new Error(`Expected the encoder to give float32, got ${found?.type ?? 'nothing'}`)
  return { data: found.data, dims: found.dims }
}

/** What two files are, found by their declarations and one trial on an empty image; an error says what was expected and what came. */
export async function inspectSegmenter(files: { encoder: string; decoder: string }): Promise<SegmenterSigns> {
  const encoder = await openModel('encoder', files.encoder)
  const frame = frameOf(encoder)
  if (encoder.outputNames.length !== 1)
    throw new Error(`Expected the encoder to have one output, the embeddings, got ${listed(encoder.outputNames)}`)
  const decoder = await openModel('decoder', files.decoder)
  const inputs = inputsOf(decoder)
  const embedding = await tried('encoder', () => runEncoder(encoder, new Float32Array(3 * frame[0] * frame[1]), frame))
  await tried('decoder', () => tryDecoder(decoder, inputs, embedding, frame))
  return { frame, embedding: [...embedding.dims], inputs }
}

function frameOf({ inputMetadata }: InferenceSession): [number, number] {
  const [input] = inputMetadata
  const shape = input?.isTensor ? input.shape : []
  const isFloat = input?.isTensor === true && input.type === 'float32'
  const [batch, channels, height, width] = shape
  const isSide = (side: unknown): side is number => typeof side === 'number' && side > 0 && side <= MOST_SIDE
  const isOne = typeof batch === 'string' || batch === 1
  if (
    inputMetadata.length === 1 &&
    isFloat &&
    shape.length === RANK &&
    isOne &&
    channels === 3 &&
    isSide(height) &&
    isSide(width)
  )
    return [height, width]
  const came = inputMetadata.map((one) => `${one.name} ${one.isTensor ? `${one.type} [${one.shape.join(', ')}]` : ''}`)
  throw new Error(
    `Expected the encoder to have one input, float32 [1, 3, height, width] with both sides fixed (at most ${MOST_SIDE}), got ${listed(came)}`,
  )
}

function inputsOf({ inputMetadata, outputNames }: InferenceSession): DecoderInput[] {
  const names = inputMetadata.map(({ name }) => name)
  const missing = NEEDED_INPUTS.filter((name) => !names.includes(name))
  if (missing.length > 0) throw new Error(`Expected the decoder to take ${listed(missing)}, got ${listed(names)}`)
  const unknown = names.filter((name) => !DecoderInput.safeParse(name).success)
  if (unknown.length > 0)
    throw new Error(`Expected the decoder to take nothing but ${listed(DECODER_INPUTS)}, got ${listed(unknown)}, too`)
  const other = inputMetadata.find((input) => !input.isTensor || input.type !== 'float32')
  if (other)
    throw new Error(`Expected the decoder to take float32, got ${other.isTensor ? other.type : 'a list'} as ${other.name}`)
  if (!outputNames.includes('masks')) throw new Error(`Expected the decoder to give masks, got ${listed(outputNames)}`)
  return names.map((name) => DecoderInput.parse(name))
}

async function tryDecoder(
  decoder: InferenceSession,
  inputs: readonly DecoderInput[],
  embedding: PlainTensor,
  [height, width]: readonly [number, number],
): Promise<void> {
  const points = [
    { x: width / 2, y: height / 2, says: POINT_LABELS.object },
    { x: 0, y: 0, says: POINT_LABELS.nothing },
  ]
  const fed = decoderInputs(inputs, { embedding, points, size: { width, height } })
  const tensors = Object.entries(fed).map(([name, { data, dims }]) => [name, new Tensor('float32', data, dims)])
  const { masks } = await decoder.run(Object.fromEntries(tensors))
  const isSized = !inputs.includes('orig_im_size') || (masks?.dims[2] === height && masks.dims[3] === width)
  if (masks?.type === 'float32' && masks.dims.length === RANK && masks.dims[0] === 1 && isSized) return
  const wanted = inputs.includes('orig_im_size') ? `[1, M, ${height}, ${width}]` : '[1, M, h, w]'
  throw new Error(`expected masks as float32 ${wanted}, got ${masks ? `${masks.type} [${masks.dims.join(', ')}]` : 'nothing'}`)
}

async function tried<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw new Error(`The ${what} did not pass a trial on an empty image: ${error instanceof Error ? error.message : error}`)
  }
}

const listed = (names: readonly string[]): string => names.join(', ') || 'none'
