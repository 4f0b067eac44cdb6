import type { AnnotationId } from '#shared/domain/ids.ts'
import { bounds } from '#shared/shapes/index.ts'
import { t } from '../../../i18n.ts'
import type { Tool, ToolContext, ToolState } from '../tool.ts'
import { createLikenesses, type Likenesses } from './likenesses.ts'

const PICK = t('Click a shape: what looks like it is proposed.')

/** Proposes shapes that look like the selected one, or the one that is clicked; the keys of suggestions decide on them. */
export const similarTool = {
  id: 'similar',
  label: t('Find similar'),
  take: (context) => search(context, context.selected()),
  start: (context, { point }) => search(context, context.hit(point)),
  cursor: (context, point) => (context.hit(point) ? 'pointer' : 'default'),
} as const satisfies Tool

function search(context: ToolContext, sample: AnnotationId | null): ToolState | null {
  const shape = sample && context.shapeOf(sample)
  const box = shape && bounds(shape)
  if (!sample || !shape || !box) {
    context.hint(PICK)
    return null
  }
  return deciding(context, createLikenesses(context, sample, shape, box))
}

const KEYS: Readonly<Record<string, (likenesses: Likenesses) => void>> = {
  enter: ({ accept }) => accept(),
  backspace: ({ reject }) => reject(),
  delete: ({ reject }) => reject(),
  tab: ({ step }) => step(1),
  'shift+tab': ({ step }) => step(-1),
  'shift+a': ({ acceptDownToIt }) => acceptDownToIt(),
}

function deciding(context: ToolContext, likenesses: Likenesses): ToolState {
  const state: ToolState = {
    onDown({ point }) {
      if (likenesses.isSearching() || likenesses.pick(point)) return state
      if (!likenesses.isDone()) return state
      return search(context, context.hit(point))
    },
    onKey(key) {
      const decide = KEYS[key]
      if (!decide || likenesses.isDone()) return undefined
      if (!likenesses.isSearching()) decide(likenesses)
      return likenesses.isDone() ? null : state
    },
    onCancel: likenesses.drop,
  }
  return state
}
