import { useEffect, useMemo } from 'react'
import type { ProjectId, UserId } from '#shared/domain/ids.ts'
import { socket } from '../socket.ts'
import { useAnnotationSessions } from '../workbench/use-annotation-sessions.ts'
import { createTriageWork, type TriageWork } from './triage-work.ts'

// One per person, project and right, for as long as the tab lives: who comes back from the workbench finds place and history again.
const works = new Map<string, TriageWork>()

/** The triage of a project; null while this person's outbox opens. */
export function useTriageWork(userId: UserId, projectId: ProjectId, mayReview: boolean): TriageWork | null {
  const sessions = useAnnotationSessions(userId)
  const work = useMemo(() => {
    if (!sessions) return null
    const key = `${userId} ${projectId} ${mayReview}`
    const known = works.get(key) ?? createTriageWork({ sessions, mayReview, isConnected: () => socket.connected })
    works.set(key, known)
    return known
  }, [sessions, userId, projectId, mayReview])
  useEffect(() => () => work?.leave(), [work])
  return work
}
