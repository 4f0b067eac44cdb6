import type { AssetId, ProjectId, RunId, UserId } from '#shared/domain/ids.ts'
import type { Action } from '#shared/policy.ts'
import type { TouchedTrack } from './annotations/tracks/touched-tracks.ts'

/** What happens inside one process, in the past tense. The wire has its own list in shared/events.ts. */
export interface DomainEvents {
  'assets.ingested': { projectId: ProjectId }
  /** Images have their vectors. */
  'assets.embedded': { projectId: ProjectId }
  /** The champion has said what it is unsure of. */
  'assets.prelabelled': { projectId: ProjectId }
  'asset.decided': { projectId: ProjectId; assetId: AssetId }
  /** A person changed tracks on one frame; what they may do says how far that reaches. */
  'tracks.changed': {
    projectId: ProjectId
    assetId: AssetId
    user: { readonly id: UserId }
    may: (action: Action, projectId: ProjectId) => boolean
    touched: readonly TouchedTrack[]
  }
  /** A person changed when and how the loop turns. */
  'loop.changed': { projectId: ProjectId }
  'run.finished': { projectId: ProjectId; runId: RunId }
  /** Several models were held against the champion alone. */
  'ensemble.weighed': { projectId: ProjectId }
  'model.promoted': { projectId: ProjectId; version: number }
  /** Two models are compared on a project's images, or are no longer. */
  'deployment.changed': { projectId: ProjectId }
}
export type EventName = keyof DomainEvents
type Listener<E extends EventName> = (event: DomainEvents[E]) => void | Promise<void>

/** Domains tell, the pipeline listens; a listener that fails is reported and does not stop the next. */
export function createBus(onError: (error: unknown) => void) {
  const listeners = new Map<EventName, Set<Listener<never>>>()
  return {
    on<E extends EventName>(name: E, listener: Listener<E>): () => void {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener as Listener<never>))
      return () => set.delete(listener as Listener<never>)
    },
    async emit<E extends EventName>(name: E, event: DomainEvents[E]): Promise<void> {
      for (const listener of listeners.get(name) ?? []) {
        try {
          await (listener as Listener<E>)(event)
        } catch (error) {
          onError(error)
        }
      }
    },
  }
}
export type Bus = ReturnType<typeof createBus>
