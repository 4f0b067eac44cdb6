import type { TaskId } from '#shared/tasks/index.ts'
import { anomaly } from './anomaly/index.ts'
import { classification } from './classification/index.ts'
import { detection } from './detection/index.ts'
import { keypoints } from './keypoints/index.ts'
import { multilabel } from './multilabel/index.ts'
import { oriented } from './oriented/index.ts'
import { regression } from './regression/index.ts'
import { segmentation } from './segmentation/index.ts'
import type { Task } from './task.ts'

/** Every task by its id. */
export const tasks: Record<TaskId, Task> = {
  detection,
  oriented,
  segmentation,
  classification,
  multilabel,
  regression,
  keypoints,
  anomaly,
}
