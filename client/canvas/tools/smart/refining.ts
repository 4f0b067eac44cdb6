import type { Point } from '#shared/shapes/index.ts'
import type { Stroke } from '../../../smart/questions.ts'
import { inside } from '../box-geometry.ts'
import type { PointerInput, ToolContext, ToolState } from '../tool.ts'
import type { Proposal } from './proposal.ts'

/** Screen pixels between two points of a stroke. */
const STEP = 3

/** What a hand has said so far about one object; every stroke asks anew. */
export interface Refinement {
  readonly context: ToolContext
  readonly proposal: Proposal
  readonly strokes: readonly Stroke[]
  /** Asks with these strokes; where the answer depends on more than them, what it was asked with comes along. */
  ask(strokes: readonly Stroke[]): void
}

/** Waits for strokes that correct what was found: the object's, with Alt the background's. Enter takes it, Backspace takes a stroke back. */
export function refining(refinement: Refinement): ToolState {
  const { proposal, strokes } = refinement
  return {
    onDown: (input) => stroking(refinement, input),
    onKey(key) {
      if (key === 'enter') {
        proposal.accept()
        return null
      }
      if (key !== 'backspace' && key !== 'delete') return undefined
      if (strokes.length === 0) {
        proposal.drop()
        return null
      }
      return refined(refinement, strokes.slice(0, -1))
    },
    onCancel: proposal.drop,
  }
}

/** A stroke being drawn; a click is a stroke of one point. */
export function stroking(refinement: Refinement, { point, alt }: PointerInput): ToolState {
  return drawing(refinement, [inside(point, refinement.context.image)], !alt)
}

function drawing(refinement: Refinement, line: readonly Point[], isObject: boolean): ToolState {
  const { context, proposal, strokes } = refinement
  const flat = line.flatMap(({ x, y }) => [x, y])
  if (line.length > 1) context.preview({ kind: 'polyline', points: flat })
  return {
    onMove(input) {
      const point = inside(input.point, context.image)
      const last = line.at(-1) as Point
      const isFar = Math.hypot(point.x - last.x, point.y - last.y) >= STEP * context.pixelSize()
      return isFar ? drawing(refinement, [...line, point], isObject) : drawing(refinement, line, isObject)
    },
    onUp() {
      proposal.show()
      return refined(refinement, [...strokes, { line: flat, isObject }])
    },
    onCancel: proposal.drop,
  }
}

function refined(refinement: Refinement, strokes: readonly Stroke[]): ToolState {
  refinement.ask(strokes)
  return refining({ ...refinement, strokes })
}
