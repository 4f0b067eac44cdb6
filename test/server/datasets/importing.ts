import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { type ImportRequest, importTree } from '#server/datasets/import-tree.ts'
import type { FileTree } from '#server/datasets/sources/file-tree.ts'
import { filesTree, folderTree } from '#server/datasets/sources/local-tree.ts'
import { createLog } from '#server/log.ts'
import type { BlobStore } from '#server/store/blobs.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { loadProject } from '#server/store/projects.ts'
import { openStore } from '#server/store/store.ts'
import { type ImportId, newId, type ProjectId } from '#shared/domain/ids.ts'
import { ImportOptions, type ImportReport } from '#shared/routes/data.ts'
import { testDatabase } from '../../support/mongo.ts'
import { aStoredProject } from '../../support/stored.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Where the real data sets lie, if they are on this machine. */
export const SHARED_DATA = join(import.meta.dirname, '../../../../shared/data')

/** `describe` for tests on a real data set: skipped with the reason in the title where it is absent. */
export function describeWithData(name: string, set: string, body: (folder: string) => void): void {
  const folder = join(SHARED_DATA, set)
  if (existsSync(folder)) describe(name, () => body(folder))
  else describe.skip(`${name} (skipped: the data set ${set} is not on this machine)`, () => body(folder))
}

const blobsBeside = (folder: string) => openBlobs(`file:${join(folder, 'blobs')}`)

export interface ImportWish extends Partial<ImportOptions> {
  readonly importId?: ImportId
  readonly signal?: AbortSignal
  readonly progress?: ImportRequest['progress']
}

/** A database, blobs and an operation log of a test's own, and a way to import into projects there. */
export async function openImporting(blobsIn: (folder: string) => Promise<BlobStore> = blobsBeside) {
  const { uri } = testDatabase()
  const store = await openStore(uri)
  const folder = temporaryFolder(afterAll)
  const blobs = await blobsIn(folder)
  const log = createLog('test', 'silent')
  const operations = createOperationLog({ store, log })

  async function importFrom(projectId: ProjectId, tree: FileTree, wish: ImportWish = {}): Promise<ImportReport> {
    const {
      importId = newId<ImportId>('imp'),
      signal = new AbortController().signal,
      progress = async () => {},
      ...options
    } = wish
    const project = await loadProject(store, projectId)
    const request = { tree, project, importId, options: ImportOptions.parse(options), signal, progress }
    return importTree({ store, blobs, ...operations }, request)
  }

  return {
    uri,
    store,
    blobs,
    folder,
    log,
    operations,
    project: (overrides: Parameters<typeof aStoredProject>[1] = {}) => aStoredProject(store, overrides),
    importFrom,
    importFolder: async (projectId: ProjectId, source: string, wish: ImportWish = {}) =>
      importFrom(projectId, await folderTree(source), wish),
    importFiles: async (projectId: ProjectId, files: Parameters<typeof filesTree>[0], wish: ImportWish = {}) =>
      importFrom(projectId, await filesTree(files), wish),
    assets: (projectId: ProjectId) => store.assets.find({ projectId }).sort({ order: 1 }).toArray(),
    annotations: (projectId: ProjectId) => store.annotations.find({ projectId }).toArray(),
    async close(): Promise<void> {
      await operations.close()
      await store.close()
    },
  }
}
export type Importing = Awaited<ReturnType<typeof openImporting>>
