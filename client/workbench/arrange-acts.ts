import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import { randomHex } from '#shared/random-id.ts'
import { bounds } from '#shared/shapes/index.ts'
import { t } from '../i18n.ts'
import type { Placing } from './decisions.ts'
import { type Desk, decisionsOf, freeSelectionOf, isLocked, say, selectionOf, stateOf } from './desk.ts'

const GROUP_ID_BYTES = 8

/** How shapes stand to each other: which belong together, which lie above which, which are hidden in part. */
export const arrangeActs = {
  group(desk: Desk) {
    if (selectionOf(desk).length < 2) return say(desk, t('Select two or more to group them: Shift+click, or Shift and a drag.'))
    const group = randomHex(GROUP_ID_BYTES)
    place(desk, () => ({ group }))
  },
  ungroup: (desk: Desk) => place(desk, () => ({ group: null })),
  raise: (desk: Desk) => place(desk, ({ order }) => ({ order: order + 1 })),
  lower: (desk: Desk) => place(desk, ({ order }) => ({ order: order - 1 })),
  occlude(desk: Desk) {
    const selection = freeSelectionOf(desk)
    const occluded = !selection.every((annotation) => annotation.occluded)
    const { occlude } = decisionsOf(desk)
    if (selection.length > 0) desk.annotations.change(selection.map((annotation) => occlude(annotation, occluded)))
  },
  selectAll(desk: Desk) {
    const { hidden } = desk.ui.getState()
    const all = [...(stateOf(desk)?.annotations.values() ?? [])].filter(
      (annotation) => isVisible(annotation) && !hidden.has(annotation.id) && bounds(annotation.shape),
    )
    desk.ui.setState({ selection: all.map(({ id }) => id), tool: 'select' })
  },
  /** Everything that belongs together with what is selected. */
  selectGroup(desk: Desk) {
    const groups = new Set(selectionOf(desk).flatMap(({ group }) => group ?? []))
    const members = [...(stateOf(desk)?.annotations.values() ?? [])].filter(
      (annotation) => isVisible(annotation) && annotation.group !== null && groups.has(annotation.group),
    )
    if (members.length === 0) return say(desk, t('The selected are in no group: G makes one of them.'))
    desk.ui.setState({ selection: members.map(({ id }) => id), tool: 'select' })
  },
} as const

function place(desk: Desk, placing: (annotation: Annotation) => Placing) {
  const selection = selectionOf(desk)
  if (selection.length === 0 || isLocked(desk)) return
  const decisions = decisionsOf(desk)
  desk.annotations.change(selection.map((annotation) => decisions.place(annotation, placing(annotation))))
}
