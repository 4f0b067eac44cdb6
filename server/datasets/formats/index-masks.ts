import { type Format, NOT_DETECTED } from './format.ts'
import { legendFiles } from './legend-files.ts'
import { countPairs, readPairedMasks } from './paired-masks.ts'
import { writeIndexMasks } from './write-index-masks.ts'

const SCORE = 0.9
/** Names that agree say less than a list that names the numbers. */
const SCORE_WITHOUT_NAMES = 0.86
/** Of the masks, at least this share must have the name of an image. */
const LEAST_PAIRED_SHARE = 0.5

/** `images` and `masks` of the same names, whose pixels are numbers or colours, with or without a list of what they mean. */
export const indexMasks: Format = {
  id: 'index-masks',
  title: 'A mask per image (numbers or colours)',
  tasks: ['segmentation', 'detection', 'oriented'],

  async detect(tree) {
    const { pairs, masks } = countPairs(tree)
    if (pairs === 0 || pairs < masks * LEAST_PAIRED_SHARE) return NOT_DETECTED
    const [legend] = await legendFiles(tree)
    const why = `${pairs} images have masks of their names`
    return legend ? { score: SCORE, why: `${why}, and ${legend.path} says what these mean` } : { score: SCORE_WITHOUT_NAMES, why }
  },

  async *read(tree, findings, declare) {
    yield* readPairedMasks(tree, findings, declare, await legendFiles(tree))
  },

  write: writeIndexMasks,
}
