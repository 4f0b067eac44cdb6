import { may } from '#shared/policy.ts'
import { forbidden } from '../errors.ts'
import type { Handlers } from './handle.ts'
import { projectRoom } from './rooms.ts'

/** Joins the room of a project's notices. */
export const watchHandlers: Pick<Handlers, 'project:watch'> = {
  async 'project:watch'({ projectId }, { user, socket }) {
    if (!may(user, 'project:view', projectId)) throw forbidden('You have no role in this project')
    await socket.join(projectRoom(projectId))
    return null
  },
}
