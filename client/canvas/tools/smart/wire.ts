import type { Point, Ring } from '#shared/shapes/index.ts'
import type { ToolContext } from '../tool.ts'
import { sentenceOf } from './proposal.ts'

/** The line so far: anchors where the hand clicked, and the way along edges between them, straight until the worker has found it. */
export function createWire(context: ToolContext, first: Point) {
  const control = new AbortController()
  let anchors: readonly Point[] = [first]
  let ways: Promise<Ring>[] = []
  let known: Ring[] = []
  let lead: Ring = []
  let leading: AbortController | null = null

  const tolerance = () => context.settings().simplifyTolerance
  const straight = (from: Point, to: Point): Ring => [from.x, from.y, to.x, to.y]

  function show() {
    const points = [...joined(known), ...lead]
    context.preview(points.length >= 4 ? { kind: 'polyline', points } : null)
  }

  function find(from: Point, to: Point, signal: AbortSignal): Promise<Ring> {
    return context.smart.ask('wire', { from, to, tolerance: tolerance() }, signal)
  }

  function lay(from: Point, to: Point) {
    const place = known.length
    const line = straight(from, to)
    known = [...known, line]
    const way = find(from, to, control.signal).then(
      (found) => {
        if (known[place] === line) known = known.with(place, found)
        if (!control.signal.aborted) show()
        return found
      },
      (error: unknown) => {
        // Without an answer the way stays straight, and the person hears why.
        if (!control.signal.aborted) context.hint(sentenceOf(error))
        return line
      },
    )
    ways = [...ways, way]
  }

  return {
    anchors: () => anchors,
    /** The line from the last anchor to the pointer, found as the pointer moves. */
    leadTo(to: Point) {
      const from = anchors.at(-1) as Point
      leading?.abort()
      const mine = new AbortController()
      leading = mine
      lead = straight(from, to)
      show()
      find(from, to, mine.signal).then(
        (found) => {
          if (leading !== mine) return
          lead = found
          show()
        },
        (error: unknown) => {
          if (leading === mine) context.hint(sentenceOf(error))
        },
      )
    },
    add(to: Point) {
      const from = anchors.at(-1) as Point
      leading?.abort()
      leading = null
      lead = []
      anchors = [...anchors, to]
      lay(from, to)
      show()
    },
    takeBack() {
      anchors = anchors.slice(0, -1)
      ways = ways.slice(0, -1)
      known = known.slice(0, -1)
      lead = []
      show()
    },
    /** The closed outline, once every way is found. */
    async close(): Promise<Ring> {
      leading?.abort()
      leading = null
      lead = []
      lay(anchors.at(-1) as Point, anchors[0] as Point)
      const outline = joined(await Promise.all(ways))
      context.preview(null)
      return outline.slice(0, -2)
    },
    drop() {
      control.abort()
      leading?.abort()
      leading = null
      context.preview(null)
    },
  }
}
export type Wire = ReturnType<typeof createWire>

// Each way begins where the one before ended.
const joined = (ways: readonly Ring[]): number[] => ways.flatMap((way, index) => (index === 0 ? [...way] : way.slice(2)))
