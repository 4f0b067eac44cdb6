import type { AssetState } from '#shared/operations.ts'
import { framesOf, p95, painted } from './frames.ts'
import { IMAGE } from './scenes.ts'

// The library as its own script brings it: the page beside ours uses it plainly.
interface PlainNode {
  x(value: number): void
  y(value: number): void
  batchDraw(): void
  destroy(): void
  add(...nodes: PlainNode[]): PlainNode
}
interface PlainKonva {
  readonly Stage: new (options: object) => PlainNode
  readonly Layer: new () => PlainNode
  readonly Rect: new (options: object) => PlainNode
}

const PAN_FRAMES = 20
const DRAG_FRAMES = 20

/** What the peers do: a Konva node for each box, all in one layer, moved by moving the stage. Milliseconds a frame, p95. */
export async function measureNodePerShape(state: AssetState): Promise<{ open: number; pan: number; drag: number }> {
  const konva = (globalThis as unknown as { Konva: PlainKonva }).Konva
  const container = document.createElement('div')
  document.body.append(container)
  const startedAt = performance.now()
  const scale = Math.min(innerWidth / IMAGE.width, innerHeight / IMAGE.height)
  const stage = new konva.Stage({ container, width: innerWidth, height: innerHeight, scaleX: scale, scaleY: scale })
  const layer = new konva.Layer()
  stage.add(layer)
  const rects = [...state.annotations.values()].flatMap(({ shape }) =>
    shape.kind === 'box'
      ? [new konva.Rect({ ...shape, stroke: '#4363d8', fill: '#4363d833', strokeWidth: 2, draggable: true })]
      : [],
  )
  layer.add(...rects)
  layer.batchDraw()
  const open = (await painted()) - startedAt
  const pan = await framesOf(PAN_FRAMES, (frame) => {
    stage.x(frame)
    stage.batchDraw()
  })
  const drag = await framesOf(DRAG_FRAMES, (frame) => {
    rects[0]?.x(frame)
    layer.batchDraw()
  })
  stage.destroy()
  container.remove()
  return { open, pan: p95(pan), drag: p95(drag) }
}
