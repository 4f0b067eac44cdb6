import { fileURLToPath } from 'node:url'
import type { ImportId } from '#shared/domain/ids.ts'
import { ImportOptions, type ImportReport } from '#shared/routes/data.ts'
import { derivedId } from '../derived-id.ts'
import type { JobHandler } from '../jobs/runner.ts'
import { loadProject } from '../store/projects.ts'
import type { ReadImage } from './formats/format.ts'
import { type ImportJobDeps, remembered, reporting } from './import-job.ts'
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
    const importId = derivedId<ImportId>('imp', 'sample', project.id)
    const sentence = ({ assets, annotations }: ImportReport) =>
      `${assets} sample images imported, with ${annotations} labels to start from`
    return remembered(deps, context, { importId, userId: null, sentence }, async () =>
      importTree(deps, {
        tree: await folderTree(SAMPLE_FOLDER),
        project,
        importId,
        options: ImportOptions.parse({ format: 'voc', approve: true }),
        revise: hidingLabels(),
        ...reporting(context),
      }),
    )
  }
}

// In the order of the files, which is the same every time.
function hidingLabels(): (image: ReadImage) => ReadImage {
  let images = 0
  return (image) => (images++ % LABELLED_ONE_IN === 0 ? image : { ...image, labelled: false, annotations: [] })
}
