import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { bounds, moved, type Shape } from '#shared/shapes/index.ts'
import type { Change } from '../annotations/change.ts'
import { saveSentence } from '../annotations/save-state.ts'
import { boundsAround, distanceInside } from '../canvas/tools/moving.ts'
import type { Replacement } from '../canvas/tools/tool.ts'
import { plural, t } from '../i18n.ts'
import type { Copied } from './decisions.ts'
import { type Desk, decisionsOf, freeSelectionOf, isLocked, say, selectionOf, stateOf } from './desk.ts'
import { chooseLabel, currentLabel, labelOfKey } from './draw-acts.ts'

/** Image pixels. */
const NUDGE = 1
const NUDGE_FAR = 10
/** How far beside the first a copy lies, so that it is seen. */
const BESIDE = 10
const DIRECTIONS: Record<string, readonly [number, number]> = {
  arrowleft: [-1, 0],
  arrowright: [1, 0],
  arrowup: [0, -1],
  arrowdown: [0, 1],
}

/** Changing what is there: everything that is selected, as one step of undo. */
export const editActs = {
  relabel(desk: Desk, key: string) {
    const label = labelOfKey(desk, key)
    const selection = selectionOf(desk)
    if (!label || selection.length === 0) return
    // With the pen in hand a digit means the next shape.
    if (desk.ui.getState().tool !== 'select') return chooseLabel(desk, label.name)
    relabel(desk, selection, label.name)
  },
  relabelLast(desk: Desk, key: string) {
    const label = labelOfKey(desk, key)
    const selection = selectionOf(desk)
    const { lastDrawn } = desk.ui.getState()
    const last = lastDrawn ? stateOf(desk)?.annotations.get(lastDrawn) : undefined
    if (label) relabel(desk, selection.length > 0 ? selection : last ? [last] : [], label.name)
  },
  remove(desk: Desk) {
    const selection = freeSelectionOf(desk)
    if (selection.length > 0) remove(desk, selection)
  },
  /** As in CVAT, also what is locked. */
  removeLocked(desk: Desk) {
    if (!isLocked(desk)) remove(desk, selectionOf(desk))
  },
  nudge: (desk: Desk, key: string) => nudge(desk, key, NUDGE),
  nudgeFar: (desk: Desk, key: string) => nudge(desk, key.replace('shift+', ''), NUDGE_FAR),
  copy(desk: Desk) {
    const clipboard = selectionOf(desk).map(copied)
    if (clipboard.length === 0) return
    desk.ui.setState({ clipboard })
    say(
      desk,
      plural(
        clipboard.length,
        'One shape copied: Ctrl+V puts it here, or on the next image.',
        '{{count}} shapes copied: Ctrl+V puts them here, or on the next image.',
      ),
    )
  },
  paste: (desk: Desk) => put(desk, desk.ui.getState().clipboard),
  duplicate: (desk: Desk) => put(desk, selectionOf(desk).map(copied)),
  undo: (desk: Desk) => desk.annotations.undo(),
  redo: (desk: Desk) => desk.annotations.redo(),
  save(desk: Desk) {
    const { save } = desk.annotations.getSnapshot()
    say(desk, save.kind === 'saved' ? t('Saved: every change is durable the moment you make it.') : saveSentence(save))
  },
} as const

/** A shape was put down somewhere else on the stage. */
export function reshape(desk: Desk, id: AnnotationId, shape: Shape) {
  const annotation = stateOf(desk)?.annotations.get(id)
  if (annotation) desk.annotations.change([decisionsOf(desk).reshape(annotation, shape)])
}

/** Several shapes change at once, as one step of undo; a new one gets the label and the answers of the one it came from. */
export function replace(desk: Desk, { remove: gone = [], change = [], create = [] }: Replacement) {
  const annotations = stateOf(desk)?.annotations
  if (!annotations || isLocked(desk)) return
  const decisions = decisionsOf(desk)
  const known = (id: AnnotationId | null): Annotation[] => [(id && annotations.get(id)) || []].flat()
  const made = ({ like, shape }: NonNullable<Replacement['create']>[number]): Change[] => {
    const [source] = known(like)
    if (source) return [decisions.copy({ ...source, shape }, { order: source.order, group: source.group })]
    const label = currentLabel(desk)
    return label ? [decisions.draw(label.name, shape)] : []
  }
  desk.annotations.change([
    ...gone.flatMap(known).map(decisions.remove),
    ...change.flatMap(({ id, shape }) => known(id).map((annotation) => decisions.reshape(annotation, shape))),
    ...create.flatMap(made),
  ])
}

/** Gives annotations another label. */
export function relabel(desk: Desk, annotations: readonly Annotation[], label: string) {
  const others = annotations.filter((annotation) => annotation.label !== label || annotation.status === 'suggested')
  if (others.length === 0 || isLocked(desk)) return
  const decisions = decisionsOf(desk)
  desk.annotations.change(others.map((annotation) => decisions.relabel(annotation, label)))
  desk.ui.setState({ label })
}

function remove(desk: Desk, annotations: readonly Annotation[]) {
  desk.annotations.change(annotations.map(decisionsOf(desk).remove))
  desk.ui.setState({ selection: [] })
}

function nudge(desk: Desk, arrow: string, distance: number) {
  const direction = DIRECTIONS[arrow]
  const { pinned } = desk.ui.getState()
  const selection = freeSelectionOf(desk).filter(({ id, shape }) => bounds(shape) && !pinned.has(id))
  const around = boundsAround(selection.map(({ shape }) => shape))
  if (!direction || !around) return
  const { dx, dy } = distanceInside(around, direction[0] * distance, direction[1] * distance, desk.asset)
  if (dx === 0 && dy === 0) return
  const decisions = decisionsOf(desk)
  const gesture = `nudge ${selection.map(({ id }) => id).join(' ')}`
  desk.annotations.change(
    selection.map((annotation) => decisions.reshape(annotation, moved(annotation.shape, dx, dy))),
    gesture,
  )
}

// Beside the first where that is on the same image, else at the same place.
function put(desk: Desk, copies: readonly Copied[]) {
  const state = stateOf(desk)
  if (copies.length === 0 || !state || isLocked(desk)) return
  const here = new Set([...state.annotations.values()].map(({ shape }) => shape))
  const isHere = copies.some(({ shape }) => here.has(shape))
  const around = boundsAround(copies.map(({ shape }) => shape))
  const wanted = isHere ? BESIDE : 0
  const { dx, dy } = around ? distanceInside(around, wanted, wanted, desk.asset) : { dx: 0, dy: 0 }
  const { copy } = decisionsOf(desk)
  const changes = copies.map((one) => copy({ ...one, shape: moved(one.shape, dx, dy) }))
  desk.annotations.change(changes)
  desk.ui.setState({
    tool: 'select',
    selection: changes.flatMap((change) => (change.type === 'create' ? [change.annotationId] : [])),
  })
}

const copied = ({ label, shape, attributes, occluded }: Annotation): Copied => ({ label, shape, attributes, occluded })
