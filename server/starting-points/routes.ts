import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Request, Router } from 'express'
import { ProjectId } from '#shared/domain/ids.ts'
import type { StartingPoint } from '#shared/domain/starting-point.ts'
import { ACTIVE_RUN_STATES } from '#shared/domain/training.ts'
import { may } from '#shared/policy.ts'
import { StartingPointUpload, startingPointPath } from '#shared/routes/starting-points.ts'
import { routes } from '#shared/routes.ts'
import { conflict, forbidden, unauthenticated } from '../errors.ts'
import type { BlobStore } from '../store/blobs.ts'
import { loadProject, recordDecision } from '../store/projects.ts'
import { addStartingPoint, listStartingPoints, loadStartingPoint, removeStartingPoints } from '../store/starting-points.ts'
import type { Store } from '../store/store.ts'
import type { Authenticate, Mount } from '../wire/mount.ts'
import { readArchive } from './read-archive.ts'
import { receivingArchive } from './receive-archive.ts'

interface StartingPointDeps {
  readonly store: Pick<Store, 'projects' | 'startingPoints' | 'runs' | 'decisions'>
  readonly blobs: BlobStore
  readonly authenticate: Authenticate
  /** Takes what is not JSON. */
  readonly app: Router
}

/** Mounts networks to start from that people bring: in as a zip, listed, taken away. */
export function mountStartingPoints(mount: Mount, { store, blobs, authenticate, app }: StartingPointDeps): void {
  mount(routes.startingPoints.list, async ({ params }) => listStartingPoints(store, params.projectId))
  mount(routes.startingPoints.remove, async ({ params: { projectId, name }, user }) => {
    await loadStartingPoint(store, projectId, name)
    await refuseWhileNeeded(projectId, name)
    await removeStartingPoints({ store, blobs }, projectId, name)
    const sentence = `${user.name} took the starting point ${name} away`
    await recordDecision(store, { projectId, userId: user.id, type: 'settings', sentence })
    return null
  })
  app.post(startingPointPath(':projectId'), async (request, response) => {
    const user = await allowed(request)
    const { id: projectId } = await loadProject(store, ProjectId.parse(request.params.projectId))
    const upload = StartingPointUpload.parse(request.query)
    const point = await receivingArchive(request, async (archive, folder) => {
      const signs = await readArchive({ archive, folder, pixels: upload.pixels })
      return { ...upload, ...signs, projectId, files: await kept(folder), createdAt: Date.now() }
    })
    await addStartingPoint({ store, blobs }, point)
    const sentence = `${user.name} brought the starting point ${point.name}`
    await recordDecision(store, { projectId, userId: user.id, type: 'settings', sentence })
    response.json(point)
  })

  async function allowed(request: Request) {
    const user = await authenticate(request)
    if (!user) throw unauthenticated()
    if (!may(user, 'loop:train', ProjectId.parse(request.params.projectId)))
      throw forbidden(`${user.name} may not do this (loop:train)`)
    return user
  }

  async function kept(folder: string): Promise<StartingPoint['files']> {
    const names = (await readdir(folder)).sort()
    return Promise.all(names.map(async (name) => ({ name, ...(await blobs.put({ file: join(folder, name) })) })))
  }

  /** What is still to be trained needs its files; what was trained holds its own weights. */
  async function refuseWhileNeeded(projectId: ProjectId, name: string): Promise<void> {
    const pending = { projectId, state: { $in: [...ACTIVE_RUN_STATES] }, 'requested.startingPoint': name }
    const run = await store.runs.findOne(pending, { projection: { number: 1 } })
    if (run) throw conflict(`Run ${run.number} starts from ${name}: wait for it, or cancel it first`)
    const { loop } = await loadProject(store, projectId)
    if (loop.training.parameters.startingPoint === name)
      throw conflict(`Trainings of the project start from ${name}: let them start from another network first`)
  }
}
