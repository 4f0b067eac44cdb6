import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Bounds, Shape } from '#shared/shapes/index.ts'
import { type Drawable, type Pen, sketch } from './drawable.ts'
import type { InHand } from './hand-layer.ts'
import type { Scene } from './scene.ts'
import { INK } from './shape-views/palette.ts'
import { tools } from './tools/index.ts'
import type { Proposed, Tool, ToolContext } from './tools/tool.ts'

interface HandDeps {
  readonly scene: () => Scene
  readonly drawable: (id: AnnotationId) => Drawable | undefined
  readonly mayChange: (id: AnnotationId) => boolean
  readonly redraw: () => void
  /** These are drawn in hand, and nowhere else. */
  readonly leaveOut: (ids: ReadonlySet<AnnotationId>) => void
  readonly onHold: (id: AnnotationId, shape: Shape | null) => void
}

/** What the tools hold and show: shapes on their way, one being drawn, proposals, the rectangle that selects. */
export function createHand({ scene, drawable, mayChange, redraw, leaveOut, onHold }: HandDeps) {
  const held = new Map<AnnotationId, Shape>()
  let preview: Shape | null = null
  let proposed: readonly Proposed[] = []
  let band: Bounds | null = null
  let painted: AnnotationId | null = null

  const leaveOutHeld = () => leaveOut(new Set(painted ? [...held.keys(), painted] : held.keys()))

  const context = {
    preview(shape) {
      preview = shape
      redraw()
    },
    band(bounds) {
      band = bounds
      redraw()
    },
    propose(proposals) {
      proposed = proposals
      redraw()
    },
    hold(id, shape) {
      const wasHeld = held.has(id)
      if (shape) held.set(id, shape)
      else held.delete(id)
      if (wasHeld !== held.has(id)) leaveOutHeld()
      redraw()
      // The others hear of one, the first.
      const [first] = held
      if (!first) onHold(id, null)
      else if (first[0] === id) onHold(id, shape)
    },
  } satisfies Partial<ToolContext>

  return {
    context,
    band: () => band,
    /** The brush has taken up a mask, and draws it itself; null when it has put it down. */
    paint(id: AnnotationId | null) {
      painted = id
      leaveOutHeld()
      redraw()
    },
    shapes(): InHand[] {
      const shapes: InHand[] = []
      const ids = new Set([...scene().selection, ...held.keys()].filter((id) => id !== painted))
      for (const id of ids) {
        const known = drawable(id)
        const moved = held.get(id)
        if (!known) continue
        const handling = ids.size === 1 && (moved || mayChange(id)) ? 'full' : 'none'
        shapes.push({ drawable: moved ? { ...known, shape: moved } : known, handling, isMoving: moved !== undefined })
      }
      for (const { shape, isInQuestion } of proposed) {
        const proposal: Drawable = { ...sketch(shape, scene().pen), look: 'suggested', isFaint: !isInQuestion }
        shapes.push({ drawable: proposal, handling: isInQuestion ? 'sketch' : 'none', isMoving: false })
      }
      if (preview) shapes.push({ drawable: sketch(preview, penOf(scene())), handling: 'sketch', isMoving: true })
      return shapes
    },
  }
}

// A line that only cuts gets no label, and does not look like one.
function penOf({ tool, pen }: Scene): Pen {
  const { draws }: Tool = tools.get(tool)
  return draws ? pen : { ...pen, color: INK.handle, tag: '' }
}
