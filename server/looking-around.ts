import type { ProjectId } from '#shared/domain/ids.ts'
import { messageOf } from './errors.ts'
import type { Log } from './log.ts'
import { LISTED } from './store/projects.ts'
import type { Store } from './store/store.ts'

interface Looks {
  readonly store: Pick<Store, 'projects'>
  readonly log: Log
  /** What is looked after in the whole installation. */
  readonly everywhere: readonly (() => Promise<unknown>)[]
  /** What is looked after in every project. */
  readonly inProject: readonly ((projectId: ProjectId) => Promise<unknown>)[]
}

/**
 * Looks after what the clock or a crash has left to be done, one thing after the other: what fails is told and keeps nobody else waiting, and a
 * round that takes long is not overtaken by the next one.
 */
export function lookingAround({ store, log, everywhere, inProject }: Looks): () => Promise<void> {
  let isUnderWay = false
  const tried = async (look: () => Promise<unknown>, where: { project?: ProjectId } = {}) => {
    try {
      await look()
    } catch (error) {
      log.warn({ ...where, error: messageOf(error) }, 'Trying again later')
    }
  }
  const round = async () => {
    for (const look of everywhere) await tried(look)
    for await (const { _id } of store.projects.find(LISTED, { projection: { _id: 1 } }))
      for (const look of inProject) await tried(() => look(_id), { project: _id })
  }
  return async () => {
    if (isUnderWay) return
    isUnderWay = true
    await round().finally(() => {
      isUnderWay = false
    })
  }
}
