import type { AnnotationId } from '#shared/domain/ids.ts'
import type { AssetState } from '#shared/operations.ts'
import { bounds, type Point } from '#shared/shapes/index.ts'
import { anImage, openDesk } from './desk.ts'
import { framesOf, p95, painted } from './frames.ts'
import { IMAGE } from './scenes.ts'

const PAN_FRAMES = 120
const ZOOM_FRAMES = 80
const DRAG_FRAMES = 80
const EDITS = 15
const WHEEL_STEP = 12
/** The view rests, and is drawn again, after this; milliseconds. */
const REST_MS = 450

/** Milliseconds: of one act until it is on the screen (`open`; `create` and `edit` p95), or of a frame (p95). */
export interface ShapeFigures {
  readonly open: number
  readonly pan: number
  readonly zoom: number
  readonly drag: number
  readonly create: number
  readonly edit: number
}

/** Opens a scene in the real stage and works in it as a hand does. */
export async function measureShapes(state: AssetState): Promise<ShapeFigures> {
  const image = await anImage(IMAGE)
  const startedAt = performance.now()
  const desk = openDesk(state, IMAGE, image)
  const open = (await painted()) - startedAt
  const middle = { x: innerWidth / 2, y: innerHeight / 2 }

  await resting()
  desk.grab(middle)
  const pan = await framesOf(PAN_FRAMES, (frame) => desk.move(circling(middle, frame, 150)))
  desk.letGo(middle)
  await resting()
  const zoom = await framesOf(ZOOM_FRAMES, (frame) => desk.wheel(middle, frame < ZOOM_FRAMES / 2 ? -WHEEL_STEP : WHEEL_STEP))
  await resting()

  const [id, ...others] = [...state.annotations.keys()].slice(-1 - EDITS) as [AnnotationId, ...AnnotationId[]]
  const start = placeOf(id)
  desk.press(start)
  desk.release(start)
  // A press at once would be a double click.
  await resting()
  desk.press(start)
  const drag = await framesOf(DRAG_FRAMES, (frame) => desk.move({ x: start.x + frame, y: start.y + frame / 2 }))
  desk.release({ x: start.x + DRAG_FRAMES - 1, y: start.y + (DRAG_FRAMES - 1) / 2 })
  await resting()

  const edit: number[] = []
  for (const each of others) {
    const from = placeOf(each)
    const to = { x: from.x + 12, y: from.y }
    desk.press(from)
    desk.move(to)
    await painted()
    const letGoAt = performance.now()
    desk.release(to)
    edit.push((await painted()) - letGoAt)
  }

  desk.show({ tool: 'box' })
  await painted()
  const create: number[] = []
  for (let round = 0; round < EDITS; round++) {
    const from = { x: 200 + 40 * round, y: 200 }
    const to = { x: from.x + 30, y: from.y + 30 }
    desk.press(from)
    desk.move(to)
    await painted()
    const letGoAt = performance.now()
    desk.release(to)
    create.push((await painted()) - letGoAt)
  }
  if (desk.sent.length < EDITS * 2) throw new Error(`Expected ${EDITS * 2} operations, got ${desk.sent.length}`)
  desk.close()
  image.close()
  return { open, pan: p95(pan), zoom: p95(zoom), drag: p95(drag), create: p95(create), edit: p95(edit) }

  function placeOf(annotation: AnnotationId): Point {
    const shape = desk.shapeOf(annotation)
    const box = shape && bounds(shape)
    if (!box) throw new Error(`Expected ${annotation} on the image`)
    return desk.onStage({ x: box.x + box.width / 2, y: box.y + box.height / 2 })
  }
}

const circling = ({ x, y }: Point, frame: number, radius: number): Point => ({
  x: x + radius * Math.sin(frame / 15),
  y: y + radius * (1 - Math.cos(frame / 15)),
})

async function resting() {
  await new Promise((resolve) => setTimeout(resolve, REST_MS))
  await painted()
}
