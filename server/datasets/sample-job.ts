import { fileURLToPath } from 'node:url'
import type { ImportId } from '#shared/domain/ids.ts'
import { ImportOptions, type ImportReport } from '#shared/routes/data.ts'
import { derivedId } from '../derived-id.ts'
import type { JobHandler } from '../jobs/runner.ts'
import { loadProject, recordDecision } from '../store/projects.ts'
import type { ReadImage } from './formats/format.ts'
import { type ImportJobDeps, reporting } from './import-job.ts'
import { importTree } from './import-tree.ts'
import { projectIdOf } from './job-project.ts'
import { folderTree } from './sources/local-tree.ts'

/** Where the images that come with Labelloop are: blood cells with VOC labels. */
export const SAMPLE_FOLDER = fileURLToPath(new URL('../../sample/blood-cells', import.meta.url))
/** One image in so many comes with its labels; the others are left to people and the first model. */
const LABELLED_ONE_IN = 3

/** Fills the sample project: a third of the images labelled and approved, so that the first training can start soon. */
export function sampleJob(deps: ImportJobDeps): JobHandler {
  return async (context): Promise<ImportReport> => {
    const project = await loadProject(deps.store, projectIdOf(context.job))
    const tree = await folderTree(SAMPLE_FOLDER)
    const report = await importTree(deps, {
      tree,
      project,
      importId: derivedId<ImportId>('imp', 'sample', project.id),
      options: ImportOptions.parse({ format: 'voc', approve: true }),
      revise: hidingLabels(),
      ...reporting(context),
    })
    await context.holdOrThrow()
    const sentence = `${report.assets} sample images imported, with ${report.annotations} labels to start from`
    await recordDecision(deps.store, { projectId: project.id, userId: null, type: 'import', sentence })
    await deps.bus.emit('assets.ingested', { projectId: project.id })
    return report
  }
}

// In the order of the files, which is the same every time.
function hidingLabels(): (image: ReadImage) => ReadImage {
  let images = 0
  return (image) => (images++ % LABELLED_ONE_IN === 0 ? image : { ...image, labelled: false, annotations: [] })
}
