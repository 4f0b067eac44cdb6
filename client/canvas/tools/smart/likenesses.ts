import type { AnnotationId } from '#shared/domain/ids.ts'
import { type Bounds, bounds, contains, moved, type Point, type Shape } from '#shared/shapes/index.ts'
import { t } from '../../../i18n.ts'
import type { Likeness } from '../../../smart/questions.ts'
import type { ToolContext } from '../tool.ts'
import { sentenceOf } from './proposal.ts'

const NONE = t('Nothing else here looks like it.')
const SEARCHING = t('Looking for more of it …')

interface Candidate {
  readonly shape: Shape
  readonly score: number
}
export type Likenesses = ReturnType<typeof createLikenesses>

/** Shapes that look like a sample, undecided ones shown; one of them is in question. Nothing is an annotation before it was accepted. */
export function createLikenesses(context: ToolContext, sample: AnnotationId, shape: Shape, box: Bounds) {
  const control = new AbortController()
  let open: readonly Candidate[] = []
  let at = 0
  let accepted = 0
  let isSearching = true

  function show() {
    context.propose(open.map((candidate, index) => ({ ...candidate, isInQuestion: index === at })))
    const current = open[at]
    if (!current) return context.hint(accepted > 0 ? t('{{accepted}} taken.', { accepted }) : null)
    context.hint(
      t('{{open}} to decide, this one {{alike}} alike: Enter takes it, Backspace drops it, Shift+A takes all down to it.', {
        open: open.length,
        alike: percent(current.score),
      }),
    )
  }

  function decide(taken: readonly Candidate[], left: readonly Candidate[]) {
    open = left
    at = Math.min(at, Math.max(0, open.length - 1))
    accepted += taken.length
    if (taken.length > 0) context.replace({ create: taken.map((candidate) => ({ like: sample, shape: candidate.shape })) })
    show()
  }

  context.hint(SEARCHING)
  const taken = context.within({ x: 0, y: 0, ...context.image }).flatMap((other) => bounds(other.shape) ?? [])
  context.smart.ask('similar', { box, taken }, control.signal).then(
    (found) => {
      isSearching = false
      open = found.map((likeness) => ({ shape: placed(shape, box, likeness.box), score: likeness.score }))
      show()
      if (open.length === 0) context.hint(NONE)
    },
    (error: unknown) => {
      isSearching = false
      if (!control.signal.aborted) context.hint(sentenceOf(error))
    },
  )

  return {
    /** Nothing to decide, now or later. */
    isDone: () => !isSearching && open.length === 0,
    isSearching: () => isSearching,
    accept: () => decide(open.slice(at, at + 1), open.toSpliced(at, 1)),
    reject: () => decide([], open.toSpliced(at, 1)),
    /** The one in question and all that are more alike. */
    acceptDownToIt: () => decide(open.slice(0, at + 1), open.slice(at + 1)),
    step(by: 1 | -1) {
      at = (at + by + open.length) % Math.max(1, open.length)
      show()
    },
    /** Puts the one under a place in question; false where there is none. */
    pick(point: Point): boolean {
      const under = open.findIndex((candidate) => contains(candidate.shape, point))
      if (under < 0) return false
      at = under
      show()
      return true
    },
    drop() {
      control.abort()
      context.propose([])
      context.hint(null)
    },
  }
}

// A box takes the size that was found; anything else keeps its own around the same middle.
function placed(shape: Shape, from: Bounds, to: Likeness['box']): Shape {
  if (shape.kind === 'box') return { kind: 'box', ...to }
  return moved(shape, to.x + to.width / 2 - from.x - from.width / 2, to.y + to.height / 2 - from.y - from.height / 2)
}

const percent = (score: number): string => `${Math.round(score * 100)} %`
