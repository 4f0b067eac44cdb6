import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import type { RouteResponse } from '#shared/contract.ts'
import type { AssetId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import type { routes } from '#shared/routes.ts'
import { translated } from '../heard.ts'
import { t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { request } from '../socket.ts'
import type { Desk, WorkRole } from './desk.ts'
import type { WorkbenchStore } from './workbench-state.ts'

/** An asset's place in import order. */
export type Place = RouteResponse<typeof routes.data.asset>

interface JourneyDeps {
  readonly ui: WorkbenchStore
  readonly project: Project
  readonly assetId: AssetId
  readonly place: Place | null
  readonly wantedRole: WorkRole | undefined
}

/** How one gets from image to image: by import order, or by the queue. */
export function useJourney({
  ui,
  project,
  assetId,
  place,
  wantedRole,
}: JourneyDeps): Pick<Desk, 'visit' | 'openNeighbour' | 'openNextOfQueue'> {
  const navigate = useNavigate()
  const cache = useQueryClient()
  const latest = useRef({ place, wantedRole })
  latest.current = { place, wantedRole }

  return useMemo(() => {
    const go = (to: AssetId, role: WorkRole | undefined, replace = false, projectId = project.id) =>
      void navigate({
        to: '/projects/$projectId/assets/$assetId',
        params: { projectId, assetId: to },
        search: role ? { role } : {},
        replace,
      })

    async function openNextOfQueue(role: WorkRole) {
      const result = await request('queue:next', { projectId: project.id, role, except: [assetId] })
      if (!result.ok)
        return ui.setState({
          note: t('{{reason}}. Nothing is lost: it is sent when the server is back.', {
            reason: translated(result.error.message),
          }),
        })
      void cache.invalidateQueries({ queryKey: queries.asset(project.id, assetId).queryKey })
      const { asset, reason } = result.value
      // The queue of a rater also hands out blind copies, which have a project of their own.
      if (asset) go(asset.id, role, false, asset.projectId)
      else ui.setState({ note: `${reason ? translated(reason) : t('The queue is empty')}.` })
    }

    return {
      // The frames of a video are one place: the browser's way back leads out of it, not through all of them.
      visit: (to: AssetId) => go(to, latest.current.wantedRole, true),
      openNeighbour(step: 1 | -1) {
        const { place, wantedRole } = latest.current
        const next = step > 0 ? place?.next : place?.previous
        if (next) go(next, wantedRole)
        else if (place) ui.setState({ note: step > 0 ? t('This is the last image.') : t('This is the first image.') })
      },
      openNextOfQueue: (role: WorkRole) => void openNextOfQueue(role),
    }
  }, [ui, project.id, assetId, navigate, cache])
}
