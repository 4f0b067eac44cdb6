import { DEFAULT_TOOL_SETTINGS } from '#client/canvas/tools/tool-settings.ts'
import { createRandom } from '#shared/random.ts'
import { area } from '#shared/shapes/index.ts'
import type { Mask } from '#shared/shapes/mask.ts'
import { anImage, openDesk } from './desk.ts'
import { framesOf, p95, painted, quantile } from './frames.ts'
import { boxes } from './scenes.ts'

const LARGE = { width: 4000, height: 3000 } as const
const STROKES = 200
const FRAMES_A_STROKE = 16
/** Image pixels. */
const BRUSH = 120
const SEED = 9
const LEAST_SHARE_SENT = 0.9

export interface MaskFigures {
  /** Milliseconds a frame while painting, p95 over all strokes, and the slowest. */
  readonly frame: number
  readonly worstFrame: number
  /** From letting go until the change is encoded, made and on the screen; milliseconds, the slowest stroke. */
  readonly saved: number
  /** Of the last stroke's operation as JSON, and deflated. */
  readonly bytes: number
  readonly deflatedBytes: number
  /** Share of the image that is painted in the end, 0 to 1. */
  readonly covered: number
}

/** Paints a mask all over a large image, stroke after stroke. */
export async function measureMask(): Promise<MaskFigures> {
  const image = await anImage(LARGE)
  const desk = openDesk(boxes(0, SEED), LARGE, image)
  desk.show({ tool: 'brush', settings: { ...DEFAULT_TOOL_SETTINGS, brushSize: BRUSH } })
  await painted()
  const random = createRandom(SEED)
  const frames: number[] = []
  const saved: number[] = []
  for (let stroke = 0; stroke < STROKES; stroke++) {
    let at = desk.onStage({ x: random.next() * LARGE.width, y: random.next() * LARGE.height })
    let heading = random.next() * 2 * Math.PI
    desk.press(at)
    const times = await framesOf(FRAMES_A_STROKE, () => {
      heading += random.normal() / 4
      at = { x: at.x + Math.cos(heading) * 8, y: at.y + Math.sin(heading) * 8 }
      desk.move(at)
    })
    frames.push(...times)
    const letGoAt = performance.now()
    desk.release(at)
    JSON.stringify(desk.sent.at(-1))
    const done = await painted()
    saved.push(done - letGoAt)
    frames.push((done - letGoAt) / 3)
  }
  const last = desk.sent.at(-1)
  const text = JSON.stringify(last)
  const mask = (last?.type === 'update' ? last.patch.shape : null) as Mask | null
  // A stroke over what is painted already changes nothing, and is not sent.
  if (!mask || desk.sent.length < STROKES * LEAST_SHARE_SENT)
    throw new Error(`Expected about ${STROKES} strokes on one mask, got ${desk.sent.length}`)
  desk.close()
  image.close()
  return {
    frame: p95(frames),
    worstFrame: quantile(frames, 1),
    saved: quantile(saved, 1),
    bytes: text.length,
    deflatedBytes: await deflated(text),
    covered: area(mask) / (LARGE.width * LARGE.height),
  }
}

async function deflated(text: string): Promise<number> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return (await new Response(stream).arrayBuffer()).byteLength
}
