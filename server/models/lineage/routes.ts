import { routes } from '#shared/routes.ts'
import type { Mount } from '../../wire/mount.ts'
import { lineageAround } from './lineage-around.ts'
import type { LineageDeps } from './neighbours.ts'

/** Mounts the graph of what came from what. */
export function mountLineage(mount: Mount, deps: LineageDeps): void {
  mount(routes.deployment.lineage, async ({ params: { projectId }, query }) => lineageAround(deps, projectId, query))
}
