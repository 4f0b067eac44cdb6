import { createToolRunner } from '#client/canvas/tool-runner.ts'
import type { Dab } from '#client/canvas/tools/mask-brush.ts'
import type { Pixels, PointerInput, Proposed, Replacement, Tool, ToolContext } from '#client/canvas/tools/tool.ts'
import { DEFAULT_TOOL_SETTINGS, type ToolSettings } from '#client/canvas/tools/tool-settings.ts'
import type { Smart } from '#client/smart/questions.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import type { SkeletonTemplate } from '#shared/ontology.ts'
import { type Bounds, bounds, contains, type Point, type Shape } from '#shared/shapes/index.ts'

export const IMAGE = { width: 640, height: 480 }

interface Options {
  readonly shapes?: Record<string, Shape>
  readonly selected?: string | readonly string[]
  readonly locked?: readonly string[]
  /** Image pixels per screen pixel. */
  readonly pixelSize?: number
  readonly settings?: Partial<ToolSettings>
  readonly template?: SkeletonTemplate | null
  readonly pixels?: Pixels | null
  /** What answers questions about the image; nobody where absent. */
  readonly smart?: Smart
}

const nobody: Smart = { ask: () => Promise.reject(new Error('Expected no question about the image')) }

/** A tool on a bench: gestures in, what it did out. */
export function aToolBench(
  tool: Tool,
  {
    shapes = {},
    selected,
    locked = [],
    pixelSize = 1,
    settings = {},
    template = null,
    pixels = null,
    smart = nobody,
  }: Options = {},
) {
  const existing = new Map(Object.entries(shapes) as [AnnotationId, Shape][])
  let chosen: readonly AnnotationId[] = selected === undefined ? [] : ([selected].flat() as AnnotationId[])
  let hint: string | null = null
  const replaced: Replacement[] = []
  let preview: Shape | null = null
  let proposed: readonly Proposed[] = []
  let band: Bounds | null = null
  const held = new Map<AnnotationId, Shape>()
  let dabs: Dab[] | null = null
  const created: Shape[] = []
  const changed: [string, Shape][] = []
  const panned: Point[] = []
  const context: ToolContext = {
    image: IMAGE,
    pixelSize: () => pixelSize,
    settings: () => ({ ...DEFAULT_TOOL_SETTINGS, ...settings }),
    template: () => template,
    selected: () => (chosen.length === 1 ? (chosen[0] ?? null) : null),
    selection: () => chosen,
    shapeOf: (id) => existing.get(id) ?? null,
    hit: (point) => [...existing].find(([, shape]) => bounds(shape) && contains(shape, point))?.[0] ?? null,
    mayChange: (id) => !locked.includes(id),
    within: (box) => [...existing].map(([id, shape]) => ({ id, shape })).filter(({ shape }) => touches(bounds(shape), box)),
    select: (ids) => {
      chosen = ids === null ? [] : [ids].flat()
    },
    preview: (shape) => {
      preview = shape
    },
    band: (bounds) => {
      band = bounds
    },
    hold: (id, shape) => {
      if (shape) held.set(id, shape)
      else held.delete(id)
    },
    paint: {
      begin: () => {
        dabs = []
      },
      dab: (dab) => dabs?.push(dab),
      end: () => {
        dabs = null
      },
      cancel: () => {
        dabs = null
      },
    },
    create: (shape) => created.push(shape),
    change: (id, shape) => changed.push([id, shape]),
    replace: (replacement) => replaced.push(replacement),
    hint: (sentence) => {
      hint = sentence
    },
    propose: (proposals) => {
      proposed = proposals
    },
    smart,
    pixels: () => pixels,
    panBy: (dx, dy) => panned.push({ x: dx, y: dy }),
  }
  const runner = createToolRunner(context, tool)
  const at = (x: number, y: number, more: Partial<PointerInput> = {}): PointerInput => ({
    point: { x, y },
    shift: false,
    ctrl: false,
    alt: false,
    pressure: 0.5,
    clicks: 1,
    ...more,
  })
  return {
    /** Takes the tool into the hand again, for those that begin at once. */
    take() {
      runner.use({ id: 'another tool', label: '', start: () => null, cursor: () => 'default' })
      runner.use(tool)
    },
    press: (x: number, y: number, more?: Partial<PointerInput>) => runner.down(at(x, y, more)),
    move: (x: number, y: number, more?: Partial<PointerInput>) => runner.move(at(x, y, more)),
    release: (x: number, y: number, more?: Partial<PointerInput>) => runner.up(at(x, y, more)),
    key: (key: string) => runner.key(key),
    click(x: number, y: number, more?: Partial<PointerInput>) {
      runner.down(at(x, y, more))
      runner.up(at(x, y, more))
    },
    drag(from: readonly [number, number], to: readonly [number, number]) {
      runner.down(at(...from))
      runner.move(at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2))
      runner.move(at(...to))
      runner.up(at(...to))
    },
    cancel: () => runner.cancel(),
    cursor: (x: number, y: number) => runner.cursor({ x, y }),
    preview: () => preview,
    proposed: () => proposed,
    band: () => band,
    held: () => [...held.values()].at(-1) ?? null,
    heldIds: () => [...held.keys()] as string[],
    /** What is painted and not yet a mask; null where nothing is. */
    dabs: () => dabs,
    selected: () => chosen[0] ?? null,
    selection: () => chosen,
    hint: () => hint,
    replaced: replaced as readonly Replacement[],
    created: created as readonly Shape[],
    changed: changed as readonly [string, Shape][],
    panned: panned as readonly Point[],
  }
}

export const aBox = (x: number, y: number, width: number, height: number): Shape => ({ kind: 'box', x, y, width, height })

const touches = (box: Bounds | null, frame: Bounds): boolean =>
  box !== null &&
  box.x <= frame.x + frame.width &&
  frame.x <= box.x + box.width &&
  box.y <= frame.y + frame.height &&
  frame.y <= box.y + box.height
