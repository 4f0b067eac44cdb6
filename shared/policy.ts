import type { ProjectId } from './domain/ids.ts'
import type { Role, User } from './domain/people.ts'

/** Everything a person can be allowed to do, and the roles that may. `admin` may all of it. The only place that knows. */
const ALLOWED = {
  'project:view': ['annotator', 'reviewer', 'manager'],
  'annotation:draw': ['annotator', 'reviewer', 'manager'],
  'asset:submit': ['annotator', 'reviewer', 'manager'],
  'asset:review': ['reviewer', 'manager'],
  'project:change': ['manager'],
  'data:import': ['manager'],
  'data:export': ['manager'],
  'loop:train': ['manager'],
  'loop:promote': ['manager'],
  'model:predict': ['annotator', 'reviewer', 'manager'],
  'model:export': ['manager'],
  'people:manage': ['manager'],
  'project:delete': ['manager'],
  'project:create': [],
  'installation:manage': [],
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof ALLOWED

/** Whether a person may do this, in this project or (null) in the whole installation. */
export function may(user: Pick<User, 'admin' | 'roles'>, action: Action, projectId: ProjectId | null): boolean {
  if (user.admin) return true
  const role = projectId === null ? undefined : user.roles[projectId]
  return role !== undefined && (ALLOWED[action] as readonly Role[]).includes(role)
}

/** Whether a person may do this in at least one project: asked for what belongs to no project. */
export const mayAnywhere = (user: Pick<User, 'admin' | 'roles'>, action: Action): boolean =>
  user.admin || (Object.keys(user.roles) as ProjectId[]).some((projectId) => may(user, action, projectId))
