/** What an editor of the benchmark does next, by chance. */
import type { AnnotationStore } from '#client/annotations/annotation-store.ts'
import type { Change } from '#client/annotations/change.ts'
import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import { type AnnotationId, newId } from '#shared/domain/ids.ts'
import type { AssetState } from '#shared/operations.ts'

type Random = () => number
type Act = (store: AnnotationStore, state: AssetState, random: Random, labels: readonly string[]) => void

/** Image pixels. */
const LARGEST_CORNER = 500
const LARGEST_SIDE = 80
const ATTRIBUTES = ['blurred', 'count', 'note'] as const

/** One act on an open asset: mostly on what is there already, so that people meet. */
export function actAtRandom(store: AnnotationStore, random: Random, labels: readonly string[]): void {
  const { state } = store.getSnapshot()
  if (!state) return
  let left = random() * TOTAL
  const [act = draw] = ACTS.find(([, weight]) => {
    left -= weight
    return left < 0
  }) ?? [draw]
  act(store, state, random, labels)
}

const draw: Act = (store, _state, random, labels) =>
  store.change([
    {
      type: 'create',
      annotationId: newId<AnnotationId>('an'),
      label: pick(labels, random) ?? '',
      shape: box(random),
      attributes: {},
      status: 'draft',
    },
  ])

const updating =
  (patch: (random: Random, labels: readonly string[]) => Extract<Change, { type: 'update' }>['patch']): Act =>
  (store, state, random, labels) => {
    const annotation = pick(visible(state), random)
    if (annotation) store.change([{ type: 'update', annotationId: annotation.id, patch: patch(random, labels) }])
  }

const ACTS: readonly (readonly [Act, number])[] = [
  [draw, 5],
  [updating((random) => ({ shape: box(random) })), 5],
  [updating((random, labels) => ({ label: pick(labels, random) ?? '' })), 4],
  [updating((random) => ({ attributes: { [pick(ATTRIBUTES, random) ?? '']: Math.floor(random() * 9) } })), 4],
  [updating((random) => ({ occluded: random() < 0.5, order: Math.floor(random() * 5) })), 1],
  [updating(() => ({ status: 'deleted' })), 2],
  [moveMany, 1],
  [(store) => store.undo(), 3],
  [(store) => store.redo(), 1],
  [(store, _state, random) => store.change([{ type: 'asset', status: random() < 0.5 ? 'review' : 'begun' }]), 1],
  [settle, 2],
]
const TOTAL = ACTS.reduce((sum, [, weight]) => sum + weight, 0)

// One gesture on many shapes, as one step of undo.
function moveMany(store: AnnotationStore, state: AssetState, random: Random): void {
  const some = visible(state).filter(() => random() < 0.5)
  store.change(some.map(({ id }) => ({ type: 'update', annotationId: id, patch: { shape: box(random) } })))
}

function settle(store: AnnotationStore, _state: AssetState, random: Random): void {
  const conflict = pick(store.getSnapshot().conflicts, random)
  if (!conflict) return
  if (random() < 0.5) store.keepMine(conflict.target)
  else store.keepTheirs(conflict.target)
}

const visible = (state: AssetState): Annotation[] => [...state.annotations.values()].filter(isVisible)

const pick = <T>(list: readonly T[], random: Random): T | undefined => list[Math.floor(random() * list.length)]

const box = (random: Random) =>
  ({
    kind: 'box',
    x: Math.floor(random() * LARGEST_CORNER),
    y: Math.floor(random() * LARGEST_CORNER),
    width: 1 + Math.floor(random() * LARGEST_SIDE),
    height: 1 + Math.floor(random() * LARGEST_SIDE),
  }) as const
