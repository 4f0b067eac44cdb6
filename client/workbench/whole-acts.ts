import { type Annotation, type Attributes, isVisible } from '#shared/domain/annotation.ts'
import type { AssetState } from '#shared/operations.ts'
import { bounds } from '#shared/shapes/index.ts'
import { VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import { type Desk, decisionsOf, isLocked, stateOf } from './desk.ts'

/** What an image as a whole has of a label, decided or suggested; null where it has nothing. */
export const wholeOf = ({ annotations }: AssetState, label: string): Annotation | null =>
  [...annotations.values()].find(
    (annotation) => annotation.label === label && bounds(annotation.shape) === null && isVisible(annotation),
  ) ?? null

/** Gives the image a tag, or takes it away; a suggested one is there until it is taken away. */
export function toggleTag(desk: Desk, label: string): void {
  const state = stateOf(desk)
  if (!state || isLocked(desk)) return
  const { draw, remove } = decisionsOf(desk)
  const given = wholeOf(state, label)
  desk.annotations.change([given ? remove(given) : draw(label, { kind: 'whole' })])
}

/** Gives the image the number of a label; null takes it away. */
export function giveNumber(desk: Desk, label: string, value: number | null): void {
  const state = stateOf(desk)
  if (!state || isLocked(desk)) return
  const { answer, copy, remove } = decisionsOf(desk)
  const given = wholeOf(state, label)
  if (value === null) {
    if (given) desk.annotations.change([remove(given)])
    return
  }
  const attributes: Attributes = { [VALUE_ATTRIBUTE]: value }
  const change = given ? answer(given, attributes) : copy({ label, shape: { kind: 'whole' }, attributes, occluded: false })
  desk.annotations.change([change])
}

/** The number an image has of a label; null where it has none. */
export function numberOf(given: Annotation | null): number | null {
  const value = given?.attributes[VALUE_ATTRIBUTE]
  return typeof value === 'number' ? value : null
}

/** Takes everything that is still suggested for the image as a whole. */
export function acceptWhole(desk: Desk): void {
  const suggested = [...(stateOf(desk)?.annotations.values() ?? [])].filter(({ status }) => status === 'suggested')
  if (suggested.length > 0) desk.annotations.change(suggested.map(decisionsOf(desk).accept))
}
