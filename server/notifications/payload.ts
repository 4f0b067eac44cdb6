import type { Notification } from '#shared/domain/notification.ts'
import type { Project } from '#shared/domain/project.ts'

/** What a webhook gets, as JSON. Stable: programs read it. */
export interface Payload extends Omit<Notification, 'at'> {
  /** ISO 8601. */
  readonly at: string
  readonly project: { readonly id: string; readonly name: string }
}

/** A notification as it leaves the house. */
export const payloadOf = ({ at, ...notification }: Notification, { id, name }: Pick<Project, 'id' | 'name'>): Payload => ({
  ...notification,
  at: new Date(at).toISOString(),
  project: { id, name },
})
