import { useEffect } from 'react'
import type { ProjectId } from '#shared/domain/ids.ts'
import { tabChampion } from './tab-champion.ts'

/** The image in front of the person comes first. */
const PREPARE_AFTER_MS = 3000

/** Fetches a project's champion in good time for a connection that goes, once for each version; not where a person saves data. */
export function useChampionAtHand(projectId: ProjectId, version: number | null): void {
  useEffect(() => {
    if (version === null || savesData()) return
    const timer = setTimeout(() => {
      // Who asks for suggestions is told why there are none.
      tabChampion.prepare({ projectId, version }).catch(() => undefined)
    }, PREPARE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [projectId, version])
}

// Not every browser says so.
const savesData = (): boolean =>
  'connection' in navigator && Boolean((navigator.connection as { saveData?: boolean } | undefined)?.saveData)
