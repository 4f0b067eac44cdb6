import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOperationLog } from '#server/annotations/operation-log.ts'
import { importTree } from '#server/datasets/import-tree.ts'
import { folderTree } from '#server/datasets/sources/local-tree.ts'
import { createLog } from '#server/log.ts'
import { openBlobs } from '#server/store/open-blobs.ts'
import { loadProject } from '#server/store/projects.ts'
import type { Store } from '#server/store/store.ts'
import { type ImportId, newId, type ProjectId } from '#shared/domain/ids.ts'
import { ImportOptions } from '#shared/routes/data.ts'
import { aPicture } from '../../../test/server/datasets/made-up-images.ts'
import { median } from '../engines/middle.ts'
import { imagesAlone } from './rows.ts'

/** Imports of one image each, taken in turns so that the machine's moods meet all sizes alike; the first ones warm everything up. */
const TURNS = 40
const WARM_UP = 5
const PIXELS = { width: 640, height: 480, format: 'jpeg' } as const

/** Milliseconds that importing one more image takes, in the middle, into projects of different sizes. */
export async function costOfOneMore(
  store: Store,
  blobsFolder: string,
  sizes: readonly number[],
): Promise<Record<string, string | number>[]> {
  const blobs = await openBlobs(`file:${blobsFolder}`)
  const operations = createOperationLog({ store, log: createLog('exchange', 'silent') })
  const projects: { size: number; projectId: ProjectId; times: number[] }[] = []
  for (const size of sizes) projects.push({ size, projectId: await imagesAlone(store, size), times: [] })
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-one-more-'))
  try {
    for (let turn = 0; turn < TURNS; turn++) {
      await writeFile(join(folder, 'image.jpg'), await aPicture(turn, PIXELS))
      for (const { projectId, times } of projects) {
        const project = await loadProject(store, projectId)
        const started = performance.now()
        const report = await importTree(
          { store, blobs, commit: operations.commit },
          {
            tree: await folderTree(folder),
            project,
            importId: newId<ImportId>('imp'),
            options: ImportOptions.parse({}),
            signal: new AbortController().signal,
            progress: async () => undefined,
          },
        )
        if (report.assets !== 1) throw new Error(`Expected one image to come in, got ${report.assets}`)
        if (turn >= WARM_UP) times.push(performance.now() - started)
      }
    }
  } finally {
    await operations.close()
    await rm(folder, { recursive: true, force: true })
  }
  const [first] = projects
  return projects.map(({ size, times }) => ({
    'images there': size,
    'one more, ms': median(times).toFixed(1),
    times: (median(times) / median(first?.times ?? times)).toFixed(2),
  }))
}
