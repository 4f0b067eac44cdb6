import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { AssetId, ProjectId } from '#shared/domain/ids.ts'
import { queries } from '../queries.ts'
import { preparePicture } from './pictures.ts'
import { useNeighbours } from './use-neighbours.ts'

/** Images decoded ahead of the open one, and behind it. */
const AHEAD = 2
const BEHIND = 1
const FRESH_FOR_MS = 5 * 60_000

/** Decodes the neighbours of the open image, once it is shown itself. */
export function usePreparedPictures(projectId: ProjectId, assetId: AssetId, isShown: boolean): void {
  const client = useQueryClient()
  const { before, after } = useNeighbours(projectId, assetId)
  useEffect(() => {
    if (!isShown) return
    for (const id of [...after.slice(0, AHEAD), ...before.slice(0, BEHIND)]) {
      const place = client.fetchQuery({ ...queries.asset(projectId, id), staleTime: FRESH_FOR_MS })
      // Offline nothing is prepared; it is asked for again when it is opened.
      place.then(({ asset }) => preparePicture(asset)).catch(() => undefined)
    }
  }, [client, projectId, before, after, isShown])
}
