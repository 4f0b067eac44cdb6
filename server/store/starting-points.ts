import type { ProjectId } from '#shared/domain/ids.ts'
import { StartingPoint } from '#shared/domain/starting-point.ts'
import { conflict, notFound } from '../errors.ts'
import type { BlobStore } from './blobs.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import type { Store } from './store.ts'

type StartingPointStore = Pick<Store, 'startingPoints'>

/** The project's starting points by name. */
export async function listStartingPoints(store: StartingPointStore, projectId: ProjectId): Promise<StartingPoint[]> {
  const rows = await store.startingPoints.find({ projectId }).sort({ name: 1 }).toArray()
  return rows.map((row) => StartingPoint.parse(row))
}

/** The starting point of that name; `AppError` where the project has none. */
export async function loadStartingPoint(store: StartingPointStore, projectId: ProjectId, name: string): Promise<StartingPoint> {
  const row = await store.startingPoints.findOne({ projectId, name })
  if (!row) throw notFound(`The starting point ${name}`)
  return StartingPoint.parse(row)
}

/** Keeps a starting point whose files are blobs; a conflict where the project has another of its name. */
export async function addStartingPoint(
  deps: { store: StartingPointStore; blobs: BlobStore },
  point: StartingPoint,
): Promise<void> {
  try {
    await deps.store.startingPoints.insertOne({ ...point, _id: `${point.projectId}:${point.name}` })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    await removeContents(deps, point)
    throw conflict(`The project has a starting point ${point.name} already`)
  }
}

/** Takes starting points away: one, or all that a project has; files that others use stay. */
export async function removeStartingPoints(
  deps: { store: StartingPointStore; blobs: BlobStore },
  projectId: ProjectId,
  name: string | null = null,
): Promise<void> {
  for await (const row of deps.store.startingPoints.find({ projectId, ...(name !== null && { name }) })) {
    await deps.store.startingPoints.deleteOne({ _id: row._id })
    await removeContents(deps, row)
  }
}

async function removeContents(
  { store, blobs }: { store: StartingPointStore; blobs: BlobStore },
  { files }: Pick<StartingPoint, 'files'>,
): Promise<void> {
  for (const { hash } of files) if (!(await store.startingPoints.findOne({ 'files.hash': hash }))) await blobs.remove(hash)
}
