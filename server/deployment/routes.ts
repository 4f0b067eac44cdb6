import type { Deployment } from '#shared/domain/deployment.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { Project } from '#shared/domain/project.ts'
import { routes } from '#shared/routes.ts'
import type { Bus } from '../bus.ts'
import { invalid, notFound } from '../errors.ts'
import { fromStored } from '../store/collections.ts'
import { runningDeployment } from '../store/deployments.ts'
import { loadProject, recordDecision } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Mount } from '../wire/mount.ts'
import { beginDeployment, endDeployment } from './deployment-records.ts'

const MOST_PAST = 20

interface DeploymentDeps {
  readonly store: Store
  readonly bus: Bus
  /** Makes a version the champion, and tells those who listen. */
  readonly promote: (project: Project, version: number, by: { userId: UserId; reason: string }) => Promise<void>
}

/** Mounts the comparison of two models on new images: how it stands, beginning, ending, and what the shadow saw. */
export function mountDeployment(mount: Mount, { store, bus, promote }: DeploymentDeps): void {
  const { deployment } = routes

  mount(deployment.show, async ({ params: { projectId } }) => ({
    running: await runningDeployment(store, projectId),
    past: (await store.deployments.find({ projectId, state: 'ended' }).sort({ startedAt: -1 }).limit(MOST_PAST).toArray()).map(
      fromStored,
    ),
  }))

  mount(deployment.begin, async ({ params, body, user }) => {
    const project = await loadProject(store, params.projectId)
    const begun = await beginDeployment(store, project, { ...body, startedBy: user.id })
    await bus.emit('deployment.changed', { projectId: project.id })
    return begun
  })

  mount(deployment.end, async ({ params, body, user }) => {
    const project = await loadProject(store, params.projectId)
    const running = await runningDeployment(store, project.id)
    if (!running) throw notFound('A comparison that runs')
    if (body.promote) await promote(project, running.challenger, { userId: user.id, reason: body.reason || `by ${user.name}` })
    await endDeployment(store, running, {
      outcome: body.promote ? 'promoted' : 'stopped',
      sentence: endingOf(running, body.reason || `by ${user.name}`),
    })
    if (!body.promote) {
      const sentence = `v${running.challenger} is not compared any more: ${body.reason || `by ${user.name}`}`
      await recordDecision(store, { projectId: project.id, userId: user.id, type: 'deployment', sentence })
      await bus.emit('deployment.changed', { projectId: project.id })
    }
    return { champion: body.promote ? running.challenger : project.champion }
  })

  mount(deployment.sightings, async ({ params, query: { cursor, limit } }) => {
    const deploymentId = await shownDeployment(store, params.projectId)
    if (deploymentId === null) return { items: [], next: null }
    const rows = await store.shadowSightings
      .find({ deploymentId, ...after(cursor) })
      .sort({ disagreement: -1, _id: 1 })
      .limit(limit)
      .toArray()
    const assets = await store.assets
      .find({ _id: { $in: rows.map(({ assetId }) => assetId) } }, { projection: { name: 1 } })
      .toArray()
    const names = new Map(assets.map(({ _id, name }) => [_id, name]))
    const last = rows.at(-1)
    return {
      items: rows.map((row) => ({ ...row, name: names.get(row.assetId) ?? '' })),
      next: last && rows.length === limit ? `${last.disagreement} ${last._id}` : null,
    }
  })
}

/** The shadow that runs, or the last one. */
async function shownDeployment(store: Pick<Store, 'deployments'>, projectId: Project['id']): Promise<string | null> {
  const last = await store.deployments.findOne({ projectId, mode: 'shadow' }, { sort: { startedAt: -1 } })
  return last?._id ?? null
}

function after(cursor: string | undefined) {
  if (cursor === undefined) return {}
  const [disagreement, id] = cursor.split(' ')
  const least = Number(disagreement)
  if (id === undefined || Number.isNaN(least)) throw invalid('Expected the cursor of a page before')
  return { $or: [{ disagreement: { $lt: least } }, { disagreement: least, _id: { $gt: id } }] }
}

const endingOf = ({ champion, challenger }: Deployment, reason: string): string =>
  `v${challenger} beside v${champion} was ended: ${reason}`
