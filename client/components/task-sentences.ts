import type { TaskId } from '#shared/tasks/index.ts'
import { t } from '../i18n.ts'

/** What people do in a project of each task, in a few words. */
export const sentences = {
  detection: t('Boxes, outlines, masks, points: what and where.'),
  oriented: t('Boxes turned with what they hold, as seen from above.'),
  segmentation: t('Outlines and masks: every pixel of an object.'),
  classification: t('One class for the whole image.'),
  keypoints: t('Skeletons: where the named points of each object are.'),
  anomaly: t('Good or not, learned from good images alone.'),
  multilabel: t('Any number of tags for the whole image.'),
  regression: t('A count, a share, a measure: what a scale would show.'),
} as const satisfies Record<TaskId, string>
