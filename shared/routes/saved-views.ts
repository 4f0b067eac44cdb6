import { z } from 'zod'
import { route } from '../contract.ts'
import { ProjectId } from '../domain/ids.ts'
import { SavedView, SavedViewDraft } from '../domain/saved-view.ts'

const byProject = z.object({ projectId: ProjectId })
const byView = z.object({ projectId: ProjectId, viewId: z.string() })

/** Questions about a project's images under a name: one's own, and those shared with everybody of the project. */
export const savedViews = {
  list: route({
    method: 'get',
    path: '/api/projects/:projectId/views',
    summary: 'Your saved views of a project and those that others share, by name.',
    access: 'project:view',
    params: byProject,
    response: z.array(SavedView),
  }),
  save: route({
    method: 'post',
    path: '/api/projects/:projectId/views',
    summary: 'Save a question under a name. A name that you have used before stands for the new question.',
    access: 'project:view',
    params: byProject,
    body: SavedViewDraft,
    response: SavedView,
  }),
  remove: route({
    method: 'delete',
    path: '/api/projects/:projectId/views/:viewId',
    summary: 'Remove a saved view: your own, or as a manager a shared one.',
    access: 'project:view',
    params: byView,
    response: z.null(),
  }),
} as const
