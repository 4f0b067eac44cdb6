import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { DEFAULT_ADJUSTMENTS } from '../canvas/image/adjustments.ts'
import { turnedFurther } from '../canvas/quarter-turn.ts'
import { TAG_CHOICES } from '../canvas/view-aids/view-options.ts'
import { type Desk, selectionOf, stateOf } from './desk.ts'
import { adjust } from './image-adjustments.ts'
import { toggleViewOption, viewOptions } from './view-options.ts'

/** Seeing and keeping still: what this person hides, locks and pins. Nobody else notices. */
export const viewActs = {
  /** Everything, or what is hidden one by one comes back. */
  hide(desk: Desk) {
    const { areShapesHidden, hidden } = desk.ui.getState()
    if (areShapesHidden || hidden.size > 0) return desk.ui.setState({ areShapesHidden: false, hidden: new Set() })
    desk.ui.setState({ areShapesHidden: true })
  },
  hideSelected: (desk: Desk) => toggle(desk, 'hidden', selectionOf(desk)),
  lock: (desk: Desk) => toggle(desk, 'locked', everything(desk)),
  lockSelected: (desk: Desk) => toggle(desk, 'locked', selectionOf(desk)),
  turnRight: (desk: Desk) => desk.ui.setState(({ turn }) => ({ turn: turnedFurther(turn, 1) })),
  turnLeft: (desk: Desk) => desk.ui.setState(({ turn }) => ({ turn: turnedFurther(turn, -1) })),
  magnify: (desk: Desk, key: string) => desk.ui.setState({ isMagnified: key !== '' }),
  viewMenu: (desk: Desk) => desk.ui.setState(({ isViewMenuOpen }) => ({ isViewMenuOpen: !isViewMenuOpen })),
  grid: () => toggleViewOption('grid'),
  rulers: () => toggleViewOption('rulers'),
  crosshair: () => toggleViewOption('crosshair'),
  magnifier: () => toggleViewOption('magnifier'),
  tags: () => viewOptions.setState(({ tags }) => ({ tags: nextOf(TAG_CHOICES, tags) })),
  scores: () => toggleViewOption('scores'),
  invert: (desk: Desk) => adjust(desk, { isInverted: !desk.ui.getState().adjustments.isInverted }),
  plainImage: (desk: Desk) => adjust(desk, DEFAULT_ADJUSTMENTS),
  pin: (desk: Desk) => toggle(desk, 'pinned', selectionOf(desk)),
} as const

/** Puts annotations into one of the sets, or takes them out where all are in it. */
export function toggle(
  desk: Pick<Desk, 'ui'>,
  set: 'hidden' | 'locked' | 'pinned',
  annotations: readonly Pick<Annotation, 'id'>[],
) {
  const before = desk.ui.getState()[set]
  const areAllIn = annotations.every(({ id }) => before.has(id))
  const after = new Set<AnnotationId>(before)
  for (const { id } of annotations) {
    if (areAllIn) after.delete(id)
    else after.add(id)
  }
  desk.ui.setState({ [set]: after })
}

function everything(desk: Desk): Annotation[] {
  return [...(stateOf(desk)?.annotations.values() ?? [])].filter(isVisible)
}

const nextOf = <T>(choices: readonly T[], current: T): T => choices[(choices.indexOf(current) + 1) % choices.length] ?? current
