import { createToolRunner } from '#client/canvas/tool-runner.ts'
import type { Tool, ToolContext } from '#client/canvas/tools/tool.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { bounds, contains, type Point, type Shape } from '#shared/shapes/index.ts'

export const IMAGE = { width: 640, height: 480 }

interface Options {
  readonly shapes?: Record<string, Shape>
  readonly selected?: string
  readonly locked?: readonly string[]
  /** Image pixels per screen pixel. */
  readonly pixelSize?: number
}

/** A tool on a bench: gestures in, what it did out. */
export function aToolBench(tool: Tool, { shapes = {}, selected, locked = [], pixelSize = 1 }: Options = {}) {
  const existing = new Map(Object.entries(shapes) as [AnnotationId, Shape][])
  let chosen = (selected ?? null) as AnnotationId | null
  let preview: Shape | null = null
  let held: Shape | null = null
  const created: Shape[] = []
  const changed: [string, Shape][] = []
  const panned: Point[] = []
  const context: ToolContext = {
    image: IMAGE,
    pixelSize: () => pixelSize,
    selected: () => chosen,
    shapeOf: (id) => existing.get(id) ?? null,
    hit: (point) => [...existing].find(([, shape]) => bounds(shape) && contains(shape, point))?.[0] ?? null,
    mayChange: (id) => !locked.includes(id),
    select: (id) => {
      chosen = id
    },
    preview: (shape) => {
      preview = shape
    },
    hold: (_, shape) => {
      held = shape
    },
    create: (shape) => created.push(shape),
    change: (id, shape) => changed.push([id, shape]),
    panBy: (dx, dy) => panned.push({ x: dx, y: dy }),
  }
  const runner = createToolRunner(context, tool)
  const at = (x: number, y: number) => ({ point: { x, y }, shift: false })
  return {
    press: (x: number, y: number) => runner.down(at(x, y)),
    move: (x: number, y: number) => runner.move(at(x, y)),
    release: (x: number, y: number) => runner.up(at(x, y)),
    click(x: number, y: number) {
      runner.down(at(x, y))
      runner.up(at(x, y))
    },
    drag(from: readonly [number, number], to: readonly [number, number]) {
      runner.down(at(...from))
      runner.move(at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2))
      runner.move(at(...to))
      runner.up(at(...to))
    },
    cancel: () => runner.cancel(),
    cursor: (x: number, y: number) => runner.cursor(at(x, y)),
    preview: () => preview,
    held: () => held,
    selected: () => chosen,
    created: created as readonly Shape[],
    changed: changed as readonly [string, Shape][],
    panned: panned as readonly Point[],
  }
}

export const aBox = (x: number, y: number, width: number, height: number): Shape => ({ kind: 'box', x, y, width, height })
