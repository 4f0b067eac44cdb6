import type { ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { type Action, may, mayAnywhere } from '#shared/policy.ts'
import { forbidden } from '../errors.ts'

/** What somebody wants of an experiment, its runs and its models. */
export type TrackingAct = 'view' | 'log' | 'promote'

const IN_PROJECT = { view: 'project:view', log: 'loop:train', promote: 'loop:promote' } as const satisfies Record<
  TrackingAct,
  Action
>

/** Whether a person may do this: by their role in the project; what belongs to none is open to those who train somewhere. */
export function mayTrack(user: User, act: TrackingAct, projectId: ProjectId | null): boolean {
  return projectId === null ? mayAnywhere(user, 'loop:train') : may(user, IN_PROJECT[act], projectId)
}

/** Refuses whoever may not. */
export function requireTracking(user: User, act: TrackingAct, projectId: ProjectId | null): void {
  if (!mayTrack(user, act, projectId)) throw forbidden(`${user.name} may not do this (${IN_PROJECT[act]})`)
}
