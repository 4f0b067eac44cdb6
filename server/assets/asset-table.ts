import { pipeline } from 'node:stream/promises'
import type { Request, Router } from 'express'
import { ProjectId } from '#shared/domain/ids.ts'
import type { User } from '#shared/domain/people.ts'
import { may } from '#shared/policy.ts'
import { AssetQuestion, paths } from '#shared/routes/data.ts'
import { forbidden, unauthenticated } from '../errors.ts'
import { inChunks } from '../in-chunks.ts'
import type { AssetRow } from '../store/collections.ts'
import { type Features, featuresOf, TODAY } from '../store/features.ts'
import { loadProject } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import type { Authenticate } from '../wire/mount.ts'
import { type ListDeps, understood } from './asset-list.ts'
import { type AssetPlan, WITHOUT_TERMS } from './asset-plan.ts'
import { columnsOf, type TableRow, VECTOR_COLUMNS } from './table-columns.ts'
import { asCsv, asParquet } from './write-asset-table.ts'

const FEATURES_AT_A_TIME = 500

type TableDeps = Omit<ListDeps, 'counting'> & {
  readonly store: Pick<Store, 'assetEmbeddings'>
  readonly authenticate: Authenticate
}

/** Mounts any view of the images as a table, one row each, written while it is read: CSV and Parquet. */
export function mountAssetTables(router: Router, deps: TableDeps): void {
  router.get(paths.assetTable(':projectId', 'csv'), async (request, response) => {
    const { columns, rows } = await tableOf(deps, request)
    await pipeline(asCsv(columns, rows), response.type('text/csv'))
  })
  router.get(paths.assetTable(':projectId', 'parquet'), async (request, response) => {
    const { columns, rows } = await tableOf(deps, request)
    const table = asParquet([...columns, ...VECTOR_COLUMNS], withFeatures(deps.store, rows))
    await pipeline(table, response.type('application/vnd.apache.parquet'))
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
  const labels = ontology.labels.map(({ name }) => name)
  const meta = await metaNames(store, plan)
  const columns = columnsOf({ labels, meta, nameOf: (id) => names.get(id) ?? id })
  const sort = { order: order === 'newest' ? -1 : 1 } as const
  return { columns, rows: store.assets.find(plan.filter, { hint: plan.index, projection: WITHOUT_TERMS }).sort(sort) }
}

async function* withFeatures(store: TableDeps['store'], rows: AsyncIterable<AssetRow>): AsyncGenerator<TableRow> {
  for await (const part of inChunks(rows, FEATURES_AT_A_TIME)) {
    const ids = part.map(({ _id }) => _id)
    const features = await featuresOf(store, ids, { vector: TODAY.vector })
    for (const row of part) yield { ...row, features: features.get(row._id) as Features }
  }
}

/** The metadata that some of the images have, by name. */
async function metaNames(
  store: TableDeps['store'],
  { filter, index }: AssetPlan,
): Promise<{ name: string; isNumber: boolean }[]> {
  const found = store.assets.aggregate<{ _id: string; numbers: boolean }>(
    [
      { $match: filter },
      { $project: { pairs: { $objectToArray: { $ifNull: ['$meta', {}] } } } },
      { $unwind: '$pairs' },
      { $group: { _id: '$pairs.k', numbers: { $min: { $isNumber: '$pairs.v' } } } },
      { $sort: { _id: 1 } },
    ],
    { hint: index },
  )
  return (await found.toArray()).map(({ _id, numbers }) => ({ name: _id, isNumber: numbers }))
}

async function allowed({ authenticate }: TableDeps, request: Request, projectId: ProjectId): Promise<User> {
  const user = await authenticate(request)
  if (!user) throw unauthenticated()
  if (!may(user, 'data:export', projectId)) throw forbidden(`${user.name} may not export from this project`)
  return user
}
