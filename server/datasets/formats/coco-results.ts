import { CONTENTS, cocoResultFiles } from './coco-label-files.ts'
import { type Format, NOT_DETECTED } from './format.ts'
import { namesOf } from './json-heads.ts'
import { cocoReader } from './read-coco.ts'
import { writeCocoResults } from './write-coco-results.ts'

/** Below that of COCO: where there are labels too, they count. */
const SCORE = 0.8

/** COCO results: what a model found, as COCO's evaluation takes it. They come as suggestions. */
export const cocoResults: Format = {
  id: 'coco-results',
  title: 'COCO results (detections of a model)',
  tasks: ['detection', 'segmentation', 'oriented', 'keypoints'],

  async detect(tree) {
    const files = await cocoResultFiles(tree)
    return files.length === 0 ? NOT_DETECTED : { score: SCORE, why: `${namesOf(files)}, a list of detections with scores` }
  },

  read: cocoReader({ order: CONTENTS, onlyResults: true }),
  write: writeCocoResults,
  writesMeta: true,
}
