import type { ProjectId } from '#shared/domain/ids.ts'
import { type Action, may } from '#shared/policy.ts'
import { useUser } from '../session.ts'

/** Whether the signed-in person may do this here; the server asks the same table again. */
export function useMay(action: Action, projectId: ProjectId | null): boolean {
  const user = useUser()
  return user !== null && may(user, action, projectId)
}
