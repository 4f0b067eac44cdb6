import { isVisible } from '#shared/domain/annotation.ts'
import { newId, type OperationId } from '#shared/domain/ids.ts'
import { type AssetState, aspectKey, aspectValue, changedAspects, type Operation } from '#shared/operations.ts'
import type { Change } from './change.ts'

/** How to take one operation back. */
export interface Inverse {
  readonly done: Operation
  readonly make: (after: AssetState, id: OperationId) => Operation
}

interface Step {
  /** Steps of the same gesture (nudging a box with an arrow key held) are undone together. */
  readonly gesture: string | null
  readonly inverses: readonly Inverse[]
}

const MAX_STEPS = 500

/** What can be undone and redone, a gesture at a time. Undoing is an ordinary change, made with the values of before. */
export function createUndoHistory() {
  let undos: Step[] = []
  let redos: Step[] = []

  const push = (steps: Step[], step: Step): Step[] => [...steps, step].slice(-MAX_STEPS)

  return {
    canUndo: () => undos.length > 0,
    canRedo: () => redos.length > 0,
    record(inverses: readonly Inverse[], gesture: string | null) {
      redos = []
      const last = undos.at(-1)
      const isSame = last !== undefined && gesture !== null && last.gesture === gesture
      if (isSame) undos = undos.slice(0, -1)
      undos = push(undos, { gesture, inverses: isSame ? [...last.inverses, ...inverses] : inverses })
    },
    /** Takes the last step; what `perform` then reports as its inverses becomes the step to redo. */
    undo(perform: (inverses: readonly Inverse[]) => readonly Inverse[]) {
      const step = undos.at(-1)
      if (!step) return
      undos = undos.slice(0, -1)
      const inverses = perform(step.inverses)
      if (inverses.length > 0) redos = push(redos, { gesture: null, inverses })
    },
    redo(perform: (inverses: readonly Inverse[]) => readonly Inverse[]) {
      const step = redos.at(-1)
      if (!step) return
      redos = redos.slice(0, -1)
      const inverses = perform(step.inverses)
      if (inverses.length > 0) undos = push(undos, { gesture: null, inverses })
    },
  }
}

/** The changes that take a step back in this state, and how many of its operations somebody else has built upon since. */
export function reversing(state: AssetState, inverses: readonly Inverse[]): { changes: Change[]; skipped: number } {
  const overwritten = new Set<string>()
  const ours = [...inverses].reverse().filter(({ done }) => {
    const keys = keysOf(done)
    const isOurs = keys.every((key) => overwritten.has(key)) || isAsWeLeftIt(state, done)
    if (isOurs) for (const key of keys) overwritten.add(key)
    return isOurs
  })
  const changes = ours.map(({ make }) => {
    const { id: _, ...operation } = make(state, newId<OperationId>('op'))
    return operation as Change
  })
  return { changes, skipped: inverses.length - ours.length }
}

// Of several changes of one property in a step, only the last must still stand.
function keysOf(operation: Operation): string[] {
  if (operation.type === 'asset') return ['asset']
  if (operation.type === 'create') return [`${operation.annotationId} create`]
  return changedAspects(operation.patch).map((aspect) => `${operation.annotationId} ${aspectKey(aspect)}`)
}

function isAsWeLeftIt(state: AssetState, done: Operation): boolean {
  if (done.type === 'asset') return state.status === done.status
  const current = state.annotations.get(done.annotationId)
  if (!current) return false
  if (done.type === 'create') return isVisible(current) || current.status === done.status
  return changedAspects(done.patch).every((aspect) => isSame(aspectValue(current, aspect), aspectValue(done.patch, aspect)))
}

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
