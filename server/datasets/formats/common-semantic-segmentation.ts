import type { FileTree } from '../sources/file-tree.ts'
import { baseName } from '../sources/tree-path.ts'
import { type Format, NOT_DETECTED } from './format.ts'
import { type LegendFile, legendFiles } from './legend-files.ts'
import { countPairs, readPairedMasks } from './paired-masks.ts'
import { writeCommonSemanticSegmentation } from './write-common-semantic-segmentation.ts'

const SCORE = 0.96
const META = 'dataset_meta.json'

/** Datumaro's semantic segmentation: `images`, `masks` in colours, and dataset_meta.json with the name of each colour. */
export const commonSemanticSegmentation: Format = {
  id: 'common-semantic-segmentation',
  title: 'Common semantic segmentation (Datumaro)',
  tasks: ['segmentation', 'detection', 'oriented'],

  async detect(tree) {
    const { pairs } = countPairs(tree)
    const [meta] = pairs === 0 ? [] : await metaIn(tree)
    return meta
      ? { score: SCORE, why: `${meta.path} names colours, and ${pairs} images have masks of their names` }
      : NOT_DETECTED
  },

  async *read(tree, findings, declare) {
    yield* readPairedMasks(tree, findings, declare, await metaIn(tree))
  },

  write: writeCommonSemanticSegmentation,
}

const metaIn = async (tree: FileTree): Promise<LegendFile[]> =>
  (await legendFiles(tree)).filter(({ path }) => baseName(path) === META)
