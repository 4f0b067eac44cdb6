import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import type { ProjectId } from '#shared/domain/ids.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import { request } from '../socket.ts'
import { useAct } from './use-act.ts'

type Role = 'annotator' | 'reviewer'

/** Reserves the next asset of the queue and opens it in the workbench; says why where there is none. */
export function useStartWork(projectId: ProjectId | null) {
  const navigate = useNavigate()
  return useAct(async (role: Role) => {
    if (projectId === null) return
    const result = await request('queue:next', { projectId, role })
    if (!result.ok) throw new Error(result.error.message)
    const { asset, reason } = result.value
    if (!asset) {
      notifications.show({ message: reason ? translated(reason) : t('The queue is empty') })
      return
    }
    // A rater's queue also hands out blind copies, which have a project of their own.
    const params = { projectId: asset.projectId, assetId: asset.id }
    await navigate({ to: '/projects/$projectId/assets/$assetId', params, search: { role } })
  })
}
