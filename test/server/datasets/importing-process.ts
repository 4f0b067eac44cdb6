import { createOperationLog } from '#server/annotations/operation-log.ts'
import { importTree } from '#server/datasets/import-tree.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { createLog } from '#server/log.ts'
import type { BucketAccess } from '#server/store/bucket-blobs.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { loadProject } from '#server/store/projects.ts'
import { openStore } from '#server/store/store.ts'
import type { ImportId, ProjectId } from '#shared/domain/ids.ts'
import { ImportOptions } from '#shared/routes/data.ts'

// A process of its own that imports a folder, to be killed in the middle.
const [uri = '', blobsAt = '', folder = '', projectId = '', importId = '', reach = '', most = 'Infinity'] = process.argv.slice(2)
const blobs = await openBlobs(blobsAt, reach === '' ? undefined : (JSON.parse(reach) as BucketAccess))
const store = await openStore(uri)
const operations = createOperationLog({ store, log: createLog('test', 'silent') })
let left = Number(most)
// Beyond so many images it stands still: however late it is killed, that is in the middle.
const commit: typeof operations.commit = (request) => (left-- > 0 ? operations.commit(request) : new Promise(() => undefined))
await importTree(
  { store, blobs, commit },
  {
    tree: await folderTree(folder),
    project: await loadProject(store, projectId as ProjectId),
    importId: importId as ImportId,
    options: ImportOptions.parse({ approve: true }),
    signal: new AbortController().signal,
    progress: async () => undefined,
  },
)
await store.close()
