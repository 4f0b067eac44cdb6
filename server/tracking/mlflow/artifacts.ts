import { pipeline } from 'node:stream/promises'
import express, { type Request, type Router } from 'express'
import { z } from 'zod'
import { invalid, unauthenticated } from '../../errors.ts'
import type { Authenticate } from '../../wire/mount.ts'
import { type ArtifactDeps, type Found, findPlace, runArtifacts } from '../artifact-places.ts'
import type { ArtifactEntry } from '../artifacts.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { ByRun, openRun, projectOf, runIdOf } from './runs.ts'
import { artifactUri } from './wire.ts'

/** `artifacts/list`: what a run has, level by level. */
export function artifactEndpoints(deps: ArtifactDeps): Endpoint[] {
  return [
    endpoint('GET /artifacts/list', ByRun.extend({ path: z.string().default('') }), async ({ path, ...input }, user) => {
      const any = await openRun(deps.store, runIdOf(input), user, 'view')
      const experimentId = any.kind === 'logged' ? any.run.experimentId : (projectOf(any) ?? '')
      const entries = await runArtifacts(deps, any).list(path)
      return { root_uri: artifactUri(experimentId, any.run.id), files: entries.map(shownEntry) }
    }),
  ]
}

/** The artifact proxy, `mlflow-artifacts/artifacts`: files stream through it in both directions. */
export function artifactProxy(deps: ArtifactDeps, authenticate: Authenticate): Router {
  const router = express.Router()
  const open = async (request: Request, address: string, act: 'view' | 'log'): Promise<Found> => {
    const user = await authenticate(request)
    if (!user) throw unauthenticated()
    return findPlace(deps, address, user, act)
  }
  router.get('/', async (request, response) => {
    const { path = '' } = z.object({ path: z.string().optional() }).parse(request.query)
    const { place, path: below } = await open(request, path, 'view')
    const entries = await place.list(below)
    // Below the folder that was asked for.
    const files = entries
      .map(shownEntry)
      .map((entry) => ({ ...entry, path: entry.path.slice(below === '' ? 0 : below.length + 1) }))
    response.json({ files })
  })
  router.get('/{*address}', async (request, response) => {
    const { place, path } = await open(request, addressOf(request), 'view')
    const { stream, bytes } = await place.open(path)
    response.type('application/octet-stream').set({
      'Content-Length': String(bytes),
      'Content-Disposition': 'attachment',
      'Cache-Control': 'private, no-store',
    })
    await pipeline(stream, response)
  })
  router.put('/{*address}', async (request, response) => {
    const { place, path } = await open(request, addressOf(request), 'log')
    if (!place.put) throw invalid('Expected a run or model of an outside client: what the product has made is only read')
    await place.put(path, request)
    response.json({})
  })
  router.delete('/{*address}', async (request, response) => {
    const { place, path } = await open(request, addressOf(request), 'log')
    if (!place.remove) throw invalid('Expected a run or model of an outside client: what the product has made is only read')
    await place.remove(path)
    response.json({})
  })
  return router
}

function addressOf(request: Request): string {
  const { address } = request.params as { address?: string | string[] }
  return Array.isArray(address) ? address.join('/') : (address ?? '')
}

const shownEntry = ({ path, isFolder, bytes }: ArtifactEntry) => ({
  path,
  is_dir: isFolder,
  ...(bytes !== null && { file_size: bytes }),
})
