import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { Patch } from '#shared/operations.ts'
import type { Shape } from '#shared/shapes/index.ts'
import { overlap } from '#shared/shapes/overlap.ts'
import { type TaskId, tasks, VALUE_ATTRIBUTE } from '#shared/tasks/index.ts'
import type { Act } from './effort.ts'

/** A person accepts a suggestion that overlaps the truth at least this much … */
const GOOD_ENOUGH_IOU = 0.75
/** … and mends one that overlaps it at least this much. */
const MENDABLE_IOU = 0.3

/** A person lets a number stand that is this near the true one, as a share of it (of 1 where it is smaller). */
const GOOD_ENOUGH_NUMBER = 0.1

/** What is really on the image. */
export interface TrueObject {
  readonly label: string
  readonly shape: Shape
  /** Its number, in a task about numbers. */
  readonly value?: number
}

/** One thing to do to one annotation: the acts it takes, and what is sent. */
export type Step =
  | { readonly acts: readonly Act[]; readonly annotation: Annotation; readonly patch: Patch; readonly draws: boolean }
  | { readonly acts: readonly Act[]; readonly truth: TrueObject; readonly annotation: null }

/** What a person who knows the truth does to the annotations of an asset; nothing where they are right already. */
export function planWork(task: TaskId, annotations: Iterable<Annotation>, truth: readonly TrueObject[]): Step[] {
  const visible = [...annotations].filter(isVisible)
  const { shape, exclusive } = tasks[task]
  // Of several tags or numbers each is about its own label; a class or an object may be mistaken for another.
  const pairs = pairUp(visible, truth, shape === 'whole' && !exclusive ? isRight : () => true)
  const mended = visible.flatMap((annotation) => decide(annotation, pairs.get(annotation) ?? null))
  const found = new Set(pairs.values())
  const missed = truth.filter((object) => !found.has(object))
  const drawing: Act = shape === 'whole' ? 'classify' : 'draw'
  return [...mended, ...missed.map((object): Step => ({ acts: [drawing], truth: object, annotation: null }))]
}

/** Which annotation is about which object: by overlap, whatever kinds of shapes they have, the best first; those of the right label before all others. */
export function pairUp(
  annotations: readonly Annotation[],
  truth: readonly TrueObject[],
  mayPair: (pair: Pair) => boolean = () => true,
): Map<Annotation, TrueObject> {
  const candidates = annotations
    .flatMap((annotation) => truth.map((object) => ({ annotation, object, agreement: overlap(annotation.shape, object.shape) })))
    .filter((pair) => pair.agreement >= MENDABLE_IOU && mayPair(pair))
    .sort((a, b) => Number(isRight(b)) - Number(isRight(a)) || b.agreement - a.agreement)
  const pairs = new Map<Annotation, TrueObject>()
  const taken = new Set<TrueObject>()
  for (const { annotation, object } of candidates) {
    if (pairs.has(annotation) || taken.has(object)) continue
    pairs.set(annotation, object)
    taken.add(object)
  }
  return pairs
}

interface Pair {
  readonly annotation: Annotation
  readonly object: TrueObject
}

const isRight = ({ annotation, object }: Pair) => annotation.label === object.label

function isNumberOff({ attributes }: Annotation, { value }: TrueObject): boolean {
  const said = attributes[VALUE_ATTRIBUTE]
  if (value === undefined) return false
  return typeof said !== 'number' || Math.abs(said - value) > GOOD_ENOUGH_NUMBER * Math.max(1, Math.abs(value))
}

function decide(annotation: Annotation, object: TrueObject | null): Step[] {
  const undecided = annotation.status === 'suggested'
  if (!object) return [{ acts: ['reject'], annotation, patch: { status: undecided ? 'rejected' : 'deleted' }, draws: false }]
  const reshapes = overlap(annotation.shape, object.shape) < GOOD_ENOUGH_IOU
  const recounts = isNumberOff(annotation, object)
  const adjusts = reshapes || recounts
  const relabels = annotation.label !== object.label
  if (!adjusts && !relabels && !undecided) return []
  const acts: Act[] = [...(adjusts ? (['adjust'] as const) : []), ...(relabels ? (['relabel'] as const) : [])]
  const patch: Patch = {
    ...(reshapes && { shape: object.shape }),
    ...(recounts && { attributes: { [VALUE_ATTRIBUTE]: object.value ?? null } }),
    ...(relabels && { label: object.label }),
    ...(undecided && { status: 'draft' }),
  }
  return [{ acts: acts.length > 0 ? acts : ['accept'], annotation, patch, draws: reshapes }]
}
