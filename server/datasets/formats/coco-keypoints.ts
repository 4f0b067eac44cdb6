import { CONTENTS, cocoLabelFiles, hasCocoFiles } from './coco-label-files.ts'
import { type Format, NOT_DETECTED } from './format.ts'
import { namesOf } from './json-heads.ts'
import { cocoReader } from './read-coco.ts'
import { writeCocoKeypoints } from './write-coco.ts'

/** Above that of COCO: of the files of several tasks a project of keypoints wants these. */
const SCORE = 0.92

/** COCO keypoints: of the files of several tasks those of skeletons. */
export const cocoKeypoints: Format = {
  id: 'coco-keypoints',
  title: 'COCO keypoints',
  tasks: ['keypoints'],

  async detect(tree) {
    if (!(await hasCocoFiles(tree))) return NOT_DETECTED
    const files = (await cocoLabelFiles(tree)).filter(({ content }) => content === 'keypoints')
    return files.length === 0 ? NOT_DETECTED : { score: SCORE, why: `${namesOf(files)} with skeletons` }
  },

  read: cocoReader({ order: ['keypoints', ...CONTENTS] }),
  write: writeCocoKeypoints,
  writesMeta: true,
}
