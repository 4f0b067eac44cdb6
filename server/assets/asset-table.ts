import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response, Router } from 'express'
import { ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { may } from '#shared/policy.ts'
import { AssetQuestion, paths } from '#shared/routes/data.ts'
import { forbidden, unauthenticated } from '../errors.ts'
import { loadProject } from '../store/projects.ts'
import type { Authenticate } from '../wire/mount.ts'
import { type ListDeps, understood } from './asset-list.ts'
import { columnsOf } from './table-columns.ts'
import { asCsv, asParquet } from './write-asset-table.ts'

type TableDeps = Omit<ListDeps, 'counting'> & { readonly authenticate: Authenticate }

/** Mounts any view of the images as a table, one row each, written while it is read: CSV and Parquet. */
export function mountAssetTables(router: Router, deps: TableDeps): void {
  router.get(paths.assetTable(':projectId', 'csv'), async (request, response) => {
    const { columns, rows } = await tableOf(deps, request)
    await send(response.type('text/csv'), asCsv(columns, rows))
  })
  router.get(paths.assetTable(':projectId', 'parquet'), async (request, response) => {
    const { columns, rows } = await tableOf(deps, request)
    await send(response.type('application/vnd.apache.parquet'), asParquet(columns, rows))
  })
}

async function tableOf(deps: TableDeps, request: Request) {
  const { store } = deps
  const projectId = ProjectId.parse(request.params.projectId)
  const user = await allowed(deps, request, projectId)
  const { order = 'oldest', ...asked } = AssetQuestion.parse(request.query)
  const [{ ontology }, people, { plan }] = await Promise.all([
    loadProject(store, projectId),
    store.users.find({}, { projection: { name: 1 } }).toArray(),
    understood(deps, projectId, asked, user.id),
  ])
  const names = new Map(people.map(({ _id, name }) => [_id, name]))
  const columns = columnsOf({ labels: ontology.labels.map(({ name }) => name), nameOf: (id) => names.get(id) ?? id })
  const sort = { order: order === 'newest' ? -1 : 1 } as const
  return { columns, rows: store.assets.find(plan.filter, { hint: plan.index, projection: { terms: 0, near: 0 } }).sort(sort) }
}

async function allowed({ authenticate }: TableDeps, request: Request, projectId: ProjectId): Promise<User> {
  const user = await authenticate(request)
  if (!user) throw unauthenticated()
  if (!may(user, 'data:export', projectId)) throw forbidden(`${user.name} may not export from this project`)
  return user
}

async function send(response: Response, parts: AsyncIterable<string | Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(parts, { objectMode: true }), response)
  } catch (error) {
    // Whoever stops a download does not wait for the end.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}
