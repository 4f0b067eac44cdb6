import type { SkeletonTemplate } from '#shared/ontology.ts'
import { boundsSpanning } from '#shared/shapes/bounds.ts'
import type { Point } from '#shared/shapes/index.ts'
import { type Skeleton, VISIBILITY } from '#shared/shapes/skeleton.ts'
import { t } from '../../i18n.ts'
import type { Grip } from './grips/grip.ts'
import { gripAt } from './grips/index.ts'
import { startSpan } from './spanning.ts'
import type { PointerInput, Tool, ToolContext, ToolState } from './tool.ts'

/** Draws a skeleton: drag a box, and its joints stand as in the label's template; pull them to their places, then Enter. */
export const skeletonTool = {
  id: 'skeleton',
  label: t('Draw a skeleton'),
  draws: 'skeleton',
  start(context, input) {
    const template = context.template()
    if (!template) {
      context.hint(t('This label has no skeleton: choose one that has, or give it one in the settings.'))
      return null
    }
    return startSpan<Skeleton>(
      context,
      { shapeOf: (from, to) => skeletonIn(template, from, to), done: (shape) => arranging(context, shape) },
      input,
    )
  },
  cursor: () => 'crosshair',
} as const satisfies Tool

/** The joints where the template has them, as shares of the box between two places. */
export function skeletonIn({ keypoints, places }: SkeletonTemplate, from: Point, to: Point): Skeleton {
  const { x, y, width, height } = boundsSpanning(from, to)
  const placed = keypoints.flatMap((_, index) => {
    const share = { x: places[index * 2], y: places[index * 2 + 1] }
    // A template that does not say where: one below the other.
    const across = share.x ?? 1 / 2
    const down = share.y ?? (index + 1 / 2) / keypoints.length
    return [x + across * width, y + down * height, VISIBILITY.visible]
  })
  return { kind: 'skeleton', keypoints: placed }
}

function arranging(context: ToolContext, shape: Skeleton): ToolState {
  context.preview(shape)
  context.hint(t('Pull each joint to its place; Alt+click hides one, Enter keeps the skeleton.'))
  return {
    onDown(input) {
      const grip = gripAt(shape, input.point, context.pixelSize())
      if (!grip) return kept(context, shape)
      if (input.alt || input.clicks > 1) return arranging(context, grip.altered(input.clicks > 1) ?? shape)
      return pulling(context, shape, grip, shape)
    },
    onKey: (key) => (key === 'enter' || key === 'n' ? kept(context, shape) : undefined),
    onCancel: () => dropped(context),
  }
}

function pulling(context: ToolContext, before: Skeleton, grip: Grip<Skeleton>, shape: Skeleton): ToolState {
  context.preview(shape)
  return {
    onMove: ({ point, shift }: PointerInput) =>
      pulling(context, before, grip, grip.pulled(point, { image: context.image, isStepped: shift })),
    onUp: () => arranging(context, shape),
    onCancel: () => dropped(context),
  }
}

function kept(context: ToolContext, shape: Skeleton): null {
  dropped(context)
  context.create(shape)
  return null
}

function dropped(context: ToolContext) {
  context.preview(null)
  context.hint(null)
}
