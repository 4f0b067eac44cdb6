import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { BrowserModel } from '#shared/domain/browser-model.ts'
import { ProjectId } from '#shared/domain/ids.ts'
import type { Model } from '#shared/domain/training.ts'
import { may } from '#shared/policy.ts'
import { servingPaths } from '#shared/routes/serving.ts'
import { routes } from '#shared/routes.ts'
import { forbidden, unauthenticated } from '../errors.ts'
import { readDescription } from '../ml/models/model-file.ts'
import { loadProject } from '../store/projects.ts'
import type { Mount } from '../wire/mount.ts'
import { createKeptNetworks } from './kept-networks.ts'
import { refuseElsewhere } from './refuse-elsewhere.ts'
import type { ServingDeps } from './serving-deps.ts'

/** Mounts what a browser needs to suggest by itself: a model's network, and how its answers are read. */
export function mountBrowserModels(mount: Mount, { store, app, authenticate, modelOf, folderOf }: ServingDeps): void {
  const networks = createKeptNetworks()

  mount(routes.serving.browserModel, async ({ params }) => {
    const model = await modelOf(await loadProject(store, params.projectId), params.version)
    refuseElsewhere(model)
    return browserModel(model, await folderOf(model))
  })

  app.get(servingPaths.network(':projectId', ':version'), async (request, response) => {
    const { projectId, version } = NetworkRequest.parse(request.params)
    const user = await authenticate(request)
    if (!user) throw unauthenticated()
    if (!may(user, 'model:predict', projectId)) throw forbidden(`${user.name} may not ask the models of this project`)
    const model = await modelOf(await loadProject(store, projectId), version)
    refuseElsewhere(model)
    const file = await networks.fileOf(await folderOf(model))
    // The browser keeps it by itself, and no longer than it is the champion's.
    response.type('application/octet-stream').set('Cache-Control', 'private, no-store')
    await pipeline(createReadStream(file), response)
  })
}

const NetworkRequest = z.object({ projectId: ProjectId, version: z.coerce.number().int().positive() })

async function browserModel({ version, task, labelNames, thresholds }: Model, folder: string): Promise<BrowserModel> {
  const { labels, input } = await readDescription(folder)
  return { version, task, labels, labelNames, thresholds, input }
}
