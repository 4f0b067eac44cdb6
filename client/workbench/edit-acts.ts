import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { saveSentence } from '../annotations/save-state.ts'
import { movedInside } from '../canvas/tools/box-geometry.ts'
import type { Replacement } from '../canvas/tools/tool.ts'
import { type Desk, decisionsOf, isLocked, say, selectedOf, stateOf } from './desk.ts'
import { chooseLabel, currentLabel, labelOfKey } from './draw-acts.ts'

/** Image pixels. */
const NUDGE = 1
const NUDGE_FAR = 10
const DIRECTIONS: Record<string, readonly [number, number]> = {
  arrowleft: [-1, 0],
  arrowright: [1, 0],
  arrowup: [0, -1],
  arrowdown: [0, 1],
}

/** Changing what is there. */
export const editActs = {
  relabel(desk: Desk, key: string) {
    const label = labelOfKey(desk, key)
    const selected = selectedOf(desk)
    if (!label || !selected) return
    // With the pen in hand a digit means the next shape.
    if (desk.ui.getState().tool !== 'select') return chooseLabel(desk, label.name)
    relabel(desk, selected, label.name)
  },
  relabelLast(desk: Desk, key: string) {
    const label = labelOfKey(desk, key)
    const { lastDrawn } = desk.ui.getState()
    const last = lastDrawn ? stateOf(desk)?.annotations.get(lastDrawn) : undefined
    const annotation = selectedOf(desk) ?? last
    if (label && annotation) relabel(desk, annotation, label.name)
  },
  remove(desk: Desk) {
    const selected = selectedOf(desk)
    if (!selected || isLocked(desk)) return
    desk.annotations.change([decisionsOf(desk).remove(selected)])
    desk.ui.setState({ selection: [] })
  },
  nudge: (desk: Desk, key: string) => nudge(desk, key, NUDGE),
  nudgeFar: (desk: Desk, key: string) => nudge(desk, key.replace('shift+', ''), NUDGE_FAR),
  undo: (desk: Desk) => desk.annotations.undo(),
  redo: (desk: Desk) => desk.annotations.redo(),
  save(desk: Desk) {
    const { save } = desk.annotations.getSnapshot()
    say(desk, save.kind === 'saved' ? 'Saved: every change is durable the moment you make it.' : saveSentence(save))
  },
} as const

/** A shape was put down somewhere else on the stage. */
export function reshape(desk: Desk, id: AnnotationId, shape: Shape) {
  const annotation = stateOf(desk)?.annotations.get(id)
  if (annotation) desk.annotations.change([decisionsOf(desk).reshape(annotation, shape)])
}

/** Several shapes change at once, as one step of undo; a new one gets the label of the one it came from. */
export function replace(desk: Desk, { remove = [], change = [], create = [] }: Replacement) {
  const annotations = stateOf(desk)?.annotations
  if (!annotations || isLocked(desk)) return
  const decisions = decisionsOf(desk)
  const known = (id: AnnotationId) => annotations.get(id) ?? []
  desk.annotations.change([
    ...remove.flatMap(known).map(decisions.remove),
    ...change.flatMap(({ id, shape }) => [known(id)].flat().map((annotation) => decisions.reshape(annotation, shape))),
    ...create.flatMap(({ like, shape }) => {
      const label = (like && annotations.get(like)?.label) ?? currentLabel(desk)?.name
      return label ? [decisions.draw(label, shape)] : []
    }),
  ])
}

/** Gives an annotation another label. */
export function relabel(desk: Desk, annotation: Annotation, label: string) {
  if (isLocked(desk) || (annotation.label === label && annotation.status !== 'suggested')) return
  desk.annotations.change([decisionsOf(desk).relabel(annotation, label)])
  desk.ui.setState({ label })
}

function nudge(desk: Desk, arrow: string, distance: number) {
  const selected = selectedOf(desk)
  const direction = DIRECTIONS[arrow]
  if (!direction || selected?.shape.kind !== 'box' || isLocked(desk)) return
  const shape = movedInside(selected.shape, direction[0] * distance, direction[1] * distance, desk.asset)
  if (shape.x === selected.shape.x && shape.y === selected.shape.y) return
  desk.annotations.change([decisionsOf(desk).reshape(selected, shape)], `nudge ${selected.id}`)
}
