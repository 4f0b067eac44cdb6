import { CONTENTS, cocoLabelFiles, hasCocoFiles } from './coco-label-files.ts'
import { type Format, NOT_DETECTED } from './format.ts'
import { namesOf } from './json-heads.ts'
import { cocoReader } from './read-coco.ts'
import { writeCoco } from './write-coco.ts'

const SCORE = 0.9

/** COCO: one JSON file for many images. */
export const coco: Format = {
  id: 'coco',
  title: 'COCO',
  tasks: ['detection', 'segmentation', 'oriented', 'keypoints'],

  async detect(tree) {
    if (!(await hasCocoFiles(tree))) return NOT_DETECTED
    const files = (await cocoLabelFiles(tree)).filter(({ content }) => content !== 'panoptic')
    return files.length === 0 ? NOT_DETECTED : { score: SCORE, why: `${namesOf(files)} with "images" and "annotations"` }
  },

  read: cocoReader({ order: CONTENTS }),
  write: writeCoco,
  writesMeta: true,
}
