import { routes } from '#shared/routes.ts'
import { conflict } from '../errors.ts'
import type { Queue } from '../jobs/queue.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'

/** Mounts "pre-label now". */
export function mountPrelabels(mount: Mount, { store, queue }: { store: Store; queue: Queue }): void {
  mount(routes.loop.prelabel, async ({ params, body }) => {
    const project = await loadProject(store, params.projectId)
    if (project.champion === null && body.version === undefined)
      throw conflict(`${project.name} has no champion yet: train a model first`)
    const job = await queue.add({ name: 'prelabel', projectId: project.id, payload: body, unique: `prelabel:${project.id}` })
    return { jobId: job.id }
  })
}
