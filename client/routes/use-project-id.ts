import { useParams } from '@tanstack/react-router'
import type { ProjectId } from '#shared/domain/ids.ts'

/** The project of the page that is open. */
export const useProjectId = (): ProjectId => useParams({ from: '/shell/projects/$projectId' }).projectId
