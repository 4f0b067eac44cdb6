import { TaskId } from '#shared/tasks/index.ts'
import { IMAGE_KINDS, SNIFFED_BYTES, sniffImage } from '../ingest/sniff-image.ts'
import { type FileTree, readHead } from '../sources/file-tree.ts'
import { claimsToBeImage } from '../sources/tree-path.ts'
import { type Format, NOT_DETECTED } from './format.ts'
import { splitByFolder } from './splits-by-name.ts'
import { reportUnused } from './unused-files.ts'

/** Whatever has images has at least these. */
const LEAST_SCORE = 0.2

/** Images alone, in any folders. */
export const imageFolder: Format = {
  id: 'image-folder',
  title: 'Images alone',
  tasks: TaskId.options,

  async detect(tree) {
    const images = tree.files.filter(({ path }) => claimsToBeImage(path)).length
    if (images === 0 && tree.files.length === 0) return NOT_DETECTED
    return { score: LEAST_SCORE, why: `${images} images, no labels` }
  },

  async *read(tree, findings) {
    const used = new Set<string>()
    for (const { path } of tree.files) {
      if (!claimsToBeImage(path) && !(await isImage(tree, path))) continue
      used.add(path)
      const split = splitByFolder(path)
      yield { path, labelled: false, size: null, split, annotations: [] }
    }
    reportUnused(tree, used, findings)
  },

  write: null,
}

// A camera or a program may leave images without an extension; their content tells.
async function isImage(tree: FileTree, path: string): Promise<boolean> {
  const sniffed = sniffImage(await readHead(tree, path, SNIFFED_BYTES))
  return 'kind' in sniffed && sniffed.kind in IMAGE_KINDS
}
