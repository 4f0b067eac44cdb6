import type { TaskId } from '#shared/tasks/index.ts'
import { t } from '../../i18n.ts'

const AUTO = { value: 'auto', label: t('Choose by the data') } as const

/** What can be asked for by name, per task; the server says what it does not know. */
export const architecturesFor = (task: TaskId): { value: string; label: string }[] => [AUTO, ...BY_TASK[task]]

const OF_WHOLE_IMAGES = [
  { value: 'classifier-pretrained', label: t('Classifier, pretrained') },
  { value: 'classifier-small', label: t('Classifier, from scratch') },
] as const

const OF_BOXES = [
  { value: 'center-point', label: t('Centre points, from scratch') },
  { value: 'center-point-pretrained', label: t('Centre points, pretrained') },
] as const

const BY_TASK = {
  detection: OF_BOXES,
  oriented: OF_BOXES,
  segmentation: [
    { value: 'segmenter', label: t('Segmenter, from scratch') },
    { value: 'segmenter-pretrained', label: t('Segmenter, pretrained') },
  ],
  classification: OF_WHOLE_IMAGES,
  keypoints: [
    { value: 'pose-pretrained', label: t('Keypoints, pretrained') },
    { value: 'center-point', label: t('Centre points, from scratch') },
  ],
  anomaly: [{ value: 'patch-memory', label: t('Memory of good patches') }],
  multilabel: OF_WHOLE_IMAGES,
  regression: OF_WHOLE_IMAGES,
} as const satisfies Record<TaskId, readonly { value: string; label: string }[]>
