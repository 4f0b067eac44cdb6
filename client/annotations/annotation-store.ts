import type { Asset } from '#shared/domain/asset.ts'
import type { AnnotationId, AssetId, UserId } from '#shared/domain/ids.ts'
import { type AssetState, applyEach, invert, type Operation, type Stamp } from '#shared/operations.ts'
import type { Failure } from '#shared/result.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import type { AssetTransport } from './asset-transport.ts'
import { type Change, operationOf, targetOf } from './change.ts'
import { type Conflict, isWorthAsking, keepingMine, withRefused } from './conflict.ts'
import type { Outbox } from './outbox.ts'
import { createOutboxMirror } from './outbox-mirror.ts'
import { viewOf } from './pending.ts'
import { createReplicaSync } from './replica-sync.ts'
import type { SaveState } from './save-state.ts'
import { createUndoHistory, type Inverse, reversing } from './undo-history.ts'

export interface AnnotationStoreDeps {
  readonly assetId: AssetId
  readonly userId: UserId
  readonly transport: AssetTransport
  readonly outbox: Outbox
  readonly now?: () => number
}

/** Everything the workbench shows of one asset; a new object whenever something changed. */
export interface AnnotationSnapshot {
  /** Confirmed and pending together; null until the asset is open. */
  readonly state: AssetState | null
  /** The asset's record as it was when it was opened last. */
  readonly asset: Asset | null
  readonly save: SaveState
  readonly conflicts: readonly Conflict[]
  /** One sentence that needs no decision: why something could not be done. */
  readonly remark: string | null
  /** Why the asset cannot be opened. */
  readonly failure: Failure | null
  readonly canUndo: boolean
  readonly canRedo: boolean
}
export type AnnotationStore = ReturnType<typeof createAnnotationStore>

const NOTHING_KEPT = t('This browser keeps no data here: changes that were not sent are lost when the page closes.')
const UNWRITTEN = t('The browser could not keep the last change; it is safe as soon as it says saved.')

/** The annotations of one asset as a person edits them: shown at once, kept until durable, undone by ordinary changes. */
export function createAnnotationStore({ assetId, userId, transport, outbox, now = Date.now }: AnnotationStoreDeps) {
  const listeners = new Set<() => void>()
  const history = createUndoHistory()
  const mirror = createOutboxMirror(outbox, assetId, () => say(UNWRITTEN))
  const sync = createReplicaSync({ assetId, userId, transport, onChange: refresh, onRefused })
  let refused: readonly Conflict[] = []
  /** Those of what was refused that a person is asked about. */
  let conflicts: readonly Conflict[] = []
  let remark: string | null = outbox.isDurable ? null : NOTHING_KEPT
  let view: AssetState | null = null
  let seen: ReturnType<typeof sync.replica> = null
  let snapshot = takeSnapshot()
  void open()

  const stamp = (): Stamp => ({ userId, at: now() })

  async function open() {
    const kept = await mirror.adopt()
    for (const { operation, refusal } of kept) if (refusal) hold(withRefused(refused, operation, refusal))
    const waiting = kept.filter((entry) => !entry.refusal).map((entry) => entry.operation)
    sync.enqueue(waiting, true)
    await sync.resume()
  }

  function refresh() {
    const replica = sync.replica()
    if (replica && replica !== seen) {
      const isOnlyBookkeeping =
        seen !== null && view !== null && replica.confirmed === seen.confirmed && isSameWork(replica.pending, seen.pending)
      if (!isOnlyBookkeeping) view = viewOf(replica, stamp())
      seen = replica
    }
    publish()
  }

  function publish() {
    const pending = sync.replica()?.pending
    if (pending) mirror.show(pending, conflicts)
    const next = takeSnapshot()
    if (isSameSnapshot(snapshot, next)) return
    snapshot = next
    for (const listener of listeners) listener()
  }

  function takeSnapshot(): AnnotationSnapshot {
    return {
      state: view,
      asset: sync.asset(),
      save: saveState(),
      conflicts,
      remark,
      failure: view ? null : sync.failure(),
      canUndo: history.canUndo(),
      canRedo: history.canRedo(),
    }
  }

  function saveState(): SaveState {
    const waiting = sync.replica()?.pending.length ?? 0
    const connection = sync.connection()
    if (connection !== 'connected') return { kind: connection, waiting }
    return { kind: waiting === 0 ? 'saved' : 'saving', waiting }
  }

  function onRefused(operation: Operation, failure: Failure) {
    hold(withRefused(refused, operation, failure))
    const isAsked = conflicts.some(({ target }) => target === targetOf(operation))
    if (!isAsked) remark = t('What the model suggested was not taken: {{message}}', { message: translated(failure.message) })
  }

  function hold(next: readonly Conflict[]) {
    refused = next
    conflicts = next.filter(isWorthAsking)
  }

  function say(sentence: string | null) {
    remark = sentence
    publish()
  }

  // Shows the changes at once and returns how to take them back.
  function perform(changes: readonly Change[]): Inverse[] {
    const replica = sync.replica()
    if (!replica || !view || changes.length === 0) return []
    const inverses: Inverse[] = []
    const operations = changes.map((change) => operationOf(change, replica.confirmed))
    const { state } = applyEach(view, operations, stamp(), (draft, operation) => {
      inverses.push({ done: operation, make: invert(draft, operation) })
      return null
    })
    view = state
    sync.enqueue(operations)
    seen = sync.replica()
    publish()
    return inverses
  }

  function takeBack(inverses: readonly Inverse[]): Inverse[] {
    if (!view) return []
    const { changes, skipped } = reversing(view, inverses)
    if (skipped > 0) remark = t('Not undone where somebody else has changed it since.')
    return perform(changes)
  }

  function settleConflict(target: AnnotationId | null, mine: boolean) {
    const conflict = conflicts.find((candidate) => candidate.target === target)
    const state = sync.replica()?.confirmed
    if (!conflict || !state) return
    hold(refused.filter((candidate) => candidate !== conflict))
    if (mine) perform(keepingMine(conflict, state))
    publish()
  }

  return {
    assetId,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    getSnapshot: () => snapshot,
    /** Number of the last commit that this copy holds; 0 until the asset is open. */
    sequence: () => sync.replica()?.sequence ?? 0,
    /** Makes changes as one step of undo; steps of the same `gesture` in a row are one. */
    change(changes: readonly Change[], gesture: string | null = null) {
      const inverses = perform(changes)
      if (inverses.length === 0) return
      remark = null
      history.record(inverses, gesture)
      publish()
    },
    undo() {
      history.undo(takeBack)
      publish()
    },
    redo() {
      history.redo(takeBack)
      publish()
    },
    keepMine: (target: AnnotationId | null) => settleConflict(target, true),
    keepTheirs: (target: AnnotationId | null) => settleConflict(target, false),
    dismissRemark: () => say(null),
    /** Tries again now, for instance after signing in. */
    resume: () => sync.resume(),
    /** Resolves when everything that waits is in the outbox. */
    kept: () => mirror.written(),
    /** Whether something that waits would be lost with the page: the browser could not keep it. */
    isAtRisk: () => snapshot.save.waiting > 0 && (!outbox.isDurable || mirror.isBehind(snapshot.save.waiting)),
    close: () => sync.close(),
  }
}

// Most answers of the server change nothing that is shown.
function isSameSnapshot(a: AnnotationSnapshot, b: AnnotationSnapshot): boolean {
  const { save: aSave, ...aRest } = a
  const { save: bSave, ...bRest } = b
  const isEqual = <T extends object>(one: T, other: T) =>
    (Object.keys(one) as (keyof T)[]).every((key) => one[key] === other[key])
  return isEqual(aSave, bSave) && isEqual(aRest, bRest)
}

// Marking operations as sent changes nothing that anybody sees.
function isSameWork(a: readonly { operation: Operation }[], b: readonly { operation: Operation }[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry.operation === b[index]?.operation)
}
