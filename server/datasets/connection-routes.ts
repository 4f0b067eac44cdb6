import { routes } from '#shared/routes.ts'
import type { Config } from '../config.ts'
import type { Queue } from '../jobs/queue.ts'
import { recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { findConnected, listConnections, loadConnection, removeConnection, requestTake, saveConnection } from './connections.ts'
import { claimsToBeImage } from './sources/tree-path.ts'

const MOST_EXAMPLES = 5
const LONGEST_LOOK_MS = 60_000

interface ConnectionDeps {
  readonly store: Store
  readonly queue: Queue
  readonly config: Pick<Config, 'egress' | 'folders'>
}

/** Mounts the places that projects take images and labels from. */
export function mountConnections(mount: Mount, { store, queue, config }: ConnectionDeps): void {
  const { connections } = routes
  mount(connections.list, ({ params }) => listConnections(store, params.projectId))
  mount(connections.save, async ({ params: { projectId, name }, body, user }) => {
    const saved = await saveConnection(store, projectId, name, body)
    const sentence = `${user.name} set the connection ${name}`
    await recordDecision(store, { projectId, userId: user.id, type: 'settings', sentence })
    return saved
  })
  mount(connections.remove, async ({ params: { projectId, name }, user }) => {
    await removeConnection(store, projectId, name)
    const sentence = `${user.name} removed the connection ${name}`
    await recordDecision(store, { projectId, userId: user.id, type: 'settings', sentence })
    return null
  })
  mount(connections.look, async ({ params }) => {
    const row = await loadConnection(store, params.projectId, params.name)
    const { tree, state } = await findConnected(config, row, { signal: AbortSignal.timeout(LONGEST_LOOK_MS) })
    const images = tree.files.filter(({ path }) => claimsToBeImage(path)).length
    const examples = tree.files.slice(0, MOST_EXAMPLES).map(({ path }) => path)
    const files = tree.files.length
    await tree.close()
    return { files, images, changed: state !== row.state, examples }
  })
  mount(connections.take, async ({ params, body }) => {
    const row = await loadConnection(store, params.projectId, params.name)
    return { jobId: (await requestTake({ store, queue }, row, body)).jobId }
  })
}
