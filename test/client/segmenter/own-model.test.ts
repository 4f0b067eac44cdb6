import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { OnnxRuntime } from '#client/onnx-runtime.ts'
import { type Decoder, openDecoder } from '#client/segmenter/decoder.ts'
import { logitsMask } from '#client/segmenter/logits-mask.ts'
import { type EncodedPicture, ownModel } from '#client/segmenter/own-model.ts'
import type { FromWorker, ToWorker } from '#client/smart/messages.ts'
import type { Prompt } from '#client/smart/questions.ts'
import { createLine } from '#client/smart/smart-line.ts'
import { stageSmart } from '#client/smart/stage-smart.ts'
import { imageTensor } from '#server/segmenters/image-tensor.ts'
import { inspectSegmenter, openModel, runEncoder } from '#server/segmenters/inspect-segmenter.ts'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import type { Segmenter } from '#shared/domain/segmenter.ts'
import { type Bounds, bounds, type Mask } from '#shared/shapes/index.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { CELL, FRAME, tinyDecoder, tinyEncoder } from '../../support/tiny-segmenter.ts'

const IMAGE = { width: 320, height: 160 }
/** Whole cells of the decoder. */
const SPOT = { x: 100, y: 40, width: 80, height: 60 }
/** A cell in image pixels: as far as an outline may lie beside the spot's. */
const REACH = (CELL * IMAGE.width) / FRAME

const segmenter: Segmenter = {
  encoder: { name: 'encoder.onnx', hash: 'e', bytes: 1 },
  decoder: { name: 'decoder.onnx', hash: 'd', bytes: 1 },
  frame: [FRAME, FRAME],
  embedding: [1, 3, FRAME / CELL, FRAME / CELL],
  inputs: ['image_embeddings', 'point_coords', 'point_labels'],
  createdAt: 0,
}
const asset = { id: 'ast_1' as AssetId, projectId: 'prj_1' as ProjectId, ...IMAGE }
const ON_SPOT = { x: SPOT.x + SPOT.width / 2, y: SPOT.y + SPOT.height / 2 }
const clickOn = ({ x, y }: { x: number; y: number }): Prompt<'cutOut'> => ({
  box: null,
  strokes: [{ line: [x, y], isObject: true }],
})
const never = new AbortController().signal

function expectSpot(found: Mask | null) {
  const box = bounds(found as Mask) as Bounds
  for (const side of ['x', 'y', 'width', 'height'] as const) expect(Math.abs(box[side] - SPOT[side])).toBeLessThan(REACH)
}

describe("a project's own segmenter in the browser", () => {
  const folder = temporaryFolder(afterAll)
  let embedding: Float32Array
  let decoder: Decoder
  beforeAll(async () => {
    const [encoder, image] = [join(folder, 'encoder.onnx'), join(folder, 'image.png')]
    writeFileSync(encoder, tinyEncoder())
    const spot = { create: { width: SPOT.width, height: SPOT.height, channels: 3 as const, background: '#1030c0' } }
    await sharp({ create: { ...IMAGE, channels: 3, background: '#e0e0e0' } })
      .composite([{ input: await sharp(spot).png().toBuffer(), left: SPOT.x, top: SPOT.y }])
      .png()
      .toFile(image)
    const pixels = await imageTensor({ file: image, page: 0, values: null }, segmenter.frame)
    embedding = (await runEncoder(await openModel('encoder', encoder), pixels, segmenter.frame)).data
    // The native runtime answers to the same interface as the browser's.
    decoder = await openDecoder(ort as unknown as OnnxRuntime, tinyDecoder(), segmenter)
  })
  afterAll(() => decoder.close())
  afterEach(() => vi.unstubAllGlobals())

  const decode = (prompt: Prompt<'cutOut'>) => decoder.decode({ size: IMAGE, embedding }, prompt)

  // The worker, without a browser; the server's part is answered by `serve`.
  function aStage(serve: () => Response, isOwn = true) {
    const sent: ToWorker<EncodedPicture>['type'][] = []
    const fetching = vi.fn(async () => serve())
    vi.stubGlobal('fetch', fetching)
    const hints: (string | null)[] = []
    let picture: EncodedPicture | null = null
    let tell: (message: FromWorker) => void = () => undefined
    const line = createLine<EncodedPicture>(
      () => ({
        async postMessage(message) {
          sent.push(message.type)
          if (message.type === 'picture') picture = message.picture
          else if (picture)
            tell({ type: 'answer', id: message.id, answer: await decoder.decode(picture, message.prompt as Prompt<'cutOut'>) })
        },
        onMessage(listener) {
          tell = listener
        },
        onError: () => undefined,
        terminate: () => undefined,
      }),
      (handed) => ({ picture: handed, transfer: [] }),
    )
    const own = ownModel({ segmenter, asset, line })
    const smart = stageSmart({
      image: IMAGE,
      pixels: () => null,
      hint: (hint) => hints.push(hint),
      ownCutOut: () => (isOwn ? own : null),
    })
    return { smart, fetching, hints, sent }
  }
  const embeddingAnswer = () => new Response(new Float32Array(embedding))

  test('finds what is clicked on, in pixels of the image', async () => expectSpot(await decode(clickOn(ON_SPOT))))

  test('finds what is around it where that is clicked on', async () => {
    const found = await decode(clickOn({ x: 10, y: 10 }))
    expect(bounds(found as Mask)).toEqual({ x: 0, y: 0, ...IMAGE })
  })

  test('finds the same by a decoder that takes all that Segment Anything’s export takes', async () => {
    const files = { encoder: join(folder, 'encoder.onnx'), decoder: join(folder, 'decoder.onnx') }
    writeFileSync(files.decoder, tinyDecoder({ isWhole: true }))
    const whole = { ...segmenter, ...(await inspectSegmenter(files)) }
    expect(whole.inputs).toEqual([...segmenter.inputs, 'mask_input', 'has_mask_input', 'orig_im_size'])
    const opened = await openDecoder(ort as unknown as OnnxRuntime, tinyDecoder({ isWhole: true }), whole)
    expectSpot(await opened.decode({ size: IMAGE, embedding }, clickOn(ON_SPOT)))
    await opened.close()
  })

  test('takes a stroke over the object for clicks along it', async () => {
    const line = Array.from({ length: 40 }, (_, index) => [SPOT.x + 20 + index, ON_SPOT.y]).flat()
    expectSpot(await decode({ box: null, strokes: [{ line, isObject: true }] }))
  })

  test('answers the cut-out tool, with one look of the server at the image for all clicks', async () => {
    const { smart, fetching, hints, sent } = aStage(embeddingAnswer)
    expectSpot(await smart.ask('cutOut', clickOn(ON_SPOT), never))
    expectSpot(await smart.ask('cutOut', clickOn({ x: SPOT.x + 25, y: SPOT.y + 25 }), never))
    expect(fetching.mock.calls).toEqual([['/api/projects/prj_1/assets/ast_1/embeddings/e']])
    expect(hints).toHaveLength(1)
    expect(sent).toEqual(['picture', 'ask', 'ask'])
  })

  test('says why the server could not look at the image, and tries again at the next click', async () => {
    const problem = { code: 'invalid', title: 'Invalid', detail: 'The encoder cannot be loaded' }
    const answers = [Response.json(problem, { status: 400 }), embeddingAnswer()]
    const { smart } = aStage(() => answers.shift() as Response)
    await expect(smart.ask('cutOut', clickOn(ON_SPOT), never)).rejects.toThrow('The encoder cannot be loaded')
    expectSpot(await smart.ask('cutOut', clickOn(ON_SPOT), never))
  })

  test('is left alone where GrabCut is to cut out', async () => {
    const { smart, fetching } = aStage(embeddingAnswer, false)
    await expect(smart.ask('cutOut', clickOn(ON_SPOT), never)).rejects.toThrow('still loading')
    expect(fetching).not.toHaveBeenCalled()
  })
})

test('logits without anything inside are no mask', () => {
  const logits = { data: new Float32Array(4).fill(-1), width: 2, height: 2 }
  expect(logitsMask(logits, IMAGE, IMAGE)).toBeNull()
})

test('logits beyond the image are cut off at its edge', () => {
  const logits = { data: new Float32Array(16).fill(1), width: 4, height: 4 }
  const mask = logitsMask(logits, { width: 320, height: 320 }, IMAGE)
  expect(mask && bounds(mask)).toEqual({ x: 0, y: 0, ...IMAGE })
})
